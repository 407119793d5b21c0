using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;

namespace Containerize.Dockerfiles;

/// <summary>
/// Gives a project the files with which <c>docker build</c> makes the same image, as if a person had written them. Pure.
/// </summary>
internal static class DockerfileEjector
{
    private const string FileName = "Dockerfile";

    // What BuildKit knows without a front end from elsewhere; what its first releases and Buildah do not have is left out where
    // the build does as well without it.
    private const BuilderFeatures Features = ~BuilderFeatures.Link;

    /// <param name="input">Its plan has sources: <see cref="BuildPattern.MultiStage"/> or <see cref="BuildPattern.AllInOne"/>.</param>
    /// <param name="projectDirectory">Where the files go, absolute and in <see cref="BuildSources.Root"/>.</param>
    /// <returns>The Dockerfile, and what keeps the rest of the repository out of its build.</returns>
    /// <exception cref="ContainerizeException">As <see cref="DockerfileComposer"/> throws it.</exception>
    public static ImmutableArray<EjectedFile> Eject(DockerfileInput input, string projectDirectory)
    {
        var sources = input.Build.Sources ?? throw new ArgumentException("The plan has no sources.", nameof(input));
        var folder = Relative(sources.Root, projectDirectory);
        var dockerfile = DockerfileComposer.Compose(input) with
        {
            Comment = string.Join('\n', Header(input, sources.Root, projectDirectory, folder)),
        };
        return
        [
            EjectedFile.Create(Path.Combine(projectDirectory, FileName), DockerfileRenderer.Render(dockerfile, Features)),
            // A context above has one .dockerignore, and several projects.
            EjectedFile.Create(
                Path.Combine(projectDirectory, folder == "." ? ".dockerignore" : FileName + ".dockerignore"),
                "# Generated from the project file.\n\n" + IgnoreFile.Write(sources)
            ),
        ];
    }

    private static IEnumerable<string> Header(DockerfileInput input, string root, string projectDirectory, string folder)
    {
        var command = folder == "." ? "docker build ." : $"docker build -f {DockerfileText.ShellWord($"{folder}/{FileName}")} .";
        yield return folder == "."
            ? $"Generated from the project file. Build it here with"
            : $"Generated from the project file. Build it in the folder {Relative(projectDirectory, root)} with";
        yield return "    " + command;
        if (folder != ".")
        {
            yield return $"BuildKit takes {FileName}.dockerignore beside this file. A builder without it, such as the classic";
            yield return "one, reads .dockerignore in that folder: copy it there.";
        }

        var options = BuildArguments
            .From(input)
            .Metadata.Select(argument => $"--build-arg {argument.Name}={Example(argument)}")
            .Concat(
                input.Build.Secrets.Select(secret =>
                    $"--secret id={secret.Id},{(secret.Variable.Length > 0 ? $"env={secret.Variable}" : "src=FILE")}"
                )
            )
            .ToList();
        if (options.Count > 0)
        {
            yield return "What differs from build to build comes with";
            foreach (var option in options)
            {
                yield return "    " + option;
            }
        }
    }

    private static string Example(BuildArguments.Argument argument) =>
        argument.Name switch
        {
            _ when argument.Name.EndsWith("REVISION", StringComparison.Ordinal) => "$(git rev-parse HEAD)",
            _ when argument.Name.EndsWith("CREATED", StringComparison.Ordinal) => "$(date -u +%Y-%m-%dT%H:%M:%SZ)",
            _ when argument.Name.EndsWith("VERSION", StringComparison.Ordinal) => "1.2.3",
            _ => "latest",
        };

    private static string Relative(string from, string to) => Path.GetRelativePath(from, to).Replace(Path.DirectorySeparatorChar, '/');
}
