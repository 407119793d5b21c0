using System.Collections.Immutable;

namespace Containerize.Dockerfiles;

/// <summary>Lines of the shell that the stages run.</summary>
internal static class CommandLines
{
    private const string Next = " \\\n && ";
    private const string More = " \\\n        ";

    /// <summary>Lists are fetched and removed in the same layer as the packages, or they would stay in the one below.</summary>
    public static string InstallApt(IEnumerable<string> packages) =>
        "apt-get update"
        + Next
        + "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
        + string.Concat(packages.Select(package => More + DockerfileText.ShellWord(package)))
        + Next
        + "rm -rf /var/lib/apt/lists/*";

    public static string InstallApk(IEnumerable<string> packages) =>
        "apk add --no-cache" + string.Concat(packages.Select(package => More + DockerfileText.ShellWord(package)));

    /// <summary>One argument of the shell with an MSBuild property, in which MSBuild finds no second one.</summary>
    public static string Property(string name, string value) => DockerfileText.ShellWord($"-p:{name}={EscapeProperty(value)}");

    /// <summary>The same of an argument of the build; nothing where the build gives none.</summary>
    public static string PropertyOf(string name, string argument) => $"${{{argument}:+\"-p:{name}=${argument}\"}}";

    /// <summary>Files with nothing in them, and the folders that they are in.</summary>
    public static string Touch(ImmutableArray<string> files) =>
        "mkdir -p "
        + string.Join(
            ' ',
            files.Select(file => DockerfileText.ShellWord("./" + file[..(file.LastIndexOf('/') + 1)])).Distinct(StringComparer.Ordinal)
        )
        + Next
        + "touch "
        + string.Join(' ', files.Select(DockerfileText.ShellWord));

    public static string Arguments(params IEnumerable<string> arguments) =>
        string.Join(More, arguments.Where(argument => argument.Length > 0));

    /// <summary>
    /// Modes by what the files are, and not by what package and checkout left: 0755 for programs and scripts, 0644 for all
    /// others. A program that is no script has the interpreter that loads it in its first page, or is of ELF's type 2.
    /// </summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="program">The file that starts the application, where it is known to be a program; else empty.</param>
    public static string SetModes(string folder, string program) =>
        $$"""
            cd {{DockerfileText.ShellWord(folder)}} \
             && find . -type d -exec chmod 755 {} + \
             && find . -type f -exec chmod 644 {} + \
             && find . -type f ! -name '*.dll' ! -name '*.pdb' -exec sh -c 'for file; do \
                    case "$(head -c 4 "$file" | tr -d "\000")" in \
                        "#!"*) chmod 755 "$file" ;; \
                        ?ELF) if head -c 4096 "$file" | grep -aq /ld- || head -c 17 "$file" | tail -c 1 | grep -aq "$(printf "\002")"; \
                              then chmod 755 "$file"; fi ;; \
                    esac; \
                done' sh {} +
            """.ReplaceLineEndings("\n") + (program.Length == 0 ? "" : Next + "chmod 755 " + DockerfileText.ShellWord("./" + program));

    public static string Both(string first, string second) => first + Next + second;

    /// <summary>Moves files out of a folder into folders beside it. A file that is not there was not published this time.</summary>
    public static string Split(string root, string rest, ImmutableArray<(string Name, ImmutableArray<string> Files)> layers) =>
        $$"""
            cd {{root}}/{{rest}} \
             && move() { \
                    for file; do \
                        if [ -f "$file" ]; then mkdir -p "$layer/$(dirname "$file")" && mv "$file" "$layer/$file" || return; fi; \
                    done; \
                }
            """.ReplaceLineEndings("\n")
        + string.Concat(
            layers.Select(layer =>
                $"{Next}layer={root}/{layer.Name} && mkdir -p \"$layer\" && move"
                + string.Concat(layer.Files.Select(file => More + DockerfileText.ShellWord(file)))
            )
        );

    private static string EscapeProperty(string value) =>
        string.Concat(value.Select(c => c is '%' or ';' or ',' or '"' or '$' or '@' ? $"%{(int)c:X2}" : c.ToString()));
}
