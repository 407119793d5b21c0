using System.Collections.Immutable;
using Containerize.Layers;
using Containerize.Planning;

namespace Containerize.Dockerfiles;

/// <summary>What runs on the .NET SDK's image: restore, build, test, publish. Pure.</summary>
internal sealed class SdkStages(DockerfileInput input, BuildArguments arguments, StageAdditions additions)
{
    /// <summary>Folders of the layers: <c>/layers/application</c> and others beside it.</summary>
    public const string LayersFolder = "/" + LayerContent.BuildFolder;

    private const string SourceFolder = "/src";

    // Packages themselves stay in the stage, and only what was downloaded is shared: a stage that came out of a cache
    // would not have them where the folder was emptied, or is another builder's.
    private static readonly CacheMount Downloads = new("/root/.local/share/NuGet/http-cache");

    // What differs from commit to commit, and restore does not need to know.
    private static readonly HashSet<string> VersionProperties = new(StringComparer.OrdinalIgnoreCase)
    {
        "Version",
        "VersionPrefix",
        "VersionSuffix",
        "AssemblyVersion",
        "FileVersion",
        "InformationalVersion",
        "PackageVersion",
        "SourceRevisionId",
    };

    // The framework that is published is not that of each reference, and restore is for all of them, as the command line
    // of the .NET SDK does it.
    private const string TargetFramework = "TargetFramework";

    private readonly BuildSources _sources = input.Build.Sources ?? throw new ArgumentException("The plan has no sources.", nameof(input));
    private readonly string _image = input.SdkReference ?? throw new ArgumentException("The plan has no SDK image.", nameof(input));

    public IEnumerable<Stage> Stages()
    {
        yield return new Stage(
            StageNames.Restore,
            _image,
            [.. additions.Arguments(), .. additions.Commands(StageNames.Restore), .. Restore(), .. additions.Fragment(StageNames.Restore)]
        )
        {
            Comment = "restore: reads what names packages and nothing else, so that it runs again only when that changes.",
            OnBuildPlatform = true,
        };
        yield return new Stage(StageNames.Build, StageNames.Restore, [.. Sources(), .. Owned(StageNames.Build)])
        {
            Comment = "build: the sources of the project and of those it refers to.",
        };
        if (input.Build.RunsTests)
        {
            yield return new Stage(StageNames.Test, StageNames.Build, [.. Owned(StageNames.Test), .. Test()])
            {
                Comment = "test: publish starts from here, so that a test that fails ends the build.",
            };
        }

        yield return new Stage(
            StageNames.Publish,
            input.Build.RunsTests ? StageNames.Test : StageNames.Build,
            [
                .. additions.Arguments(),
                .. Publish($"{LayersFolder}/{LayerKind.Application.Name}"),
                .. additions.Commands(StageNames.Publish),
                Split(),
                .. additions.Fragment(StageNames.Publish),
            ]
        )
        {
            Comment = "publish: the application, in a folder for each layer of the image.",
        };
    }

    /// <summary>The same in one stage, which is the image.</summary>
    public ImmutableArray<Instruction> AllInOne()
    {
        var target = input.Image.WorkingDirectory;
        return
        [
            .. Restore(),
            .. Sources(),
            .. input.Build.RunsTests ? Test() : [],
            .. Publish(target),
            new Instruction.Run(CommandLines.SetModes(target, Program)),
        ];
    }

    private IEnumerable<Instruction> Owned(string stage)
    {
        ImmutableArray<Instruction> commands = [.. additions.Commands(stage), .. additions.Fragment(stage)];
        return commands.IsEmpty && stage != StageNames.Test ? [] : [.. additions.Arguments(), .. commands];
    }

    private IEnumerable<Instruction> Restore()
    {
        yield return new Instruction.WorkDir(SourceFolder);
        foreach (
            var folder in _sources
                .RestoreFiles.Concat(_sources.ProjectFiles)
                .Distinct(StringComparer.Ordinal)
                .GroupBy(Folder, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            yield return new Instruction.Copy([.. folder.Order(StringComparer.Ordinal)], folder.Key);
        }

        if (!_sources.Components.IsEmpty)
        {
            yield return new Instruction.Run(CommandLines.Touch(_sources.Components))
            {
                Comment = "The .NET SDK restores Blazor's own files where there is a component, whatever is in it.",
            };
        }

        // The published project comes last: what restore leaves of it has its platform, which those before would take away.
        foreach (var project in (input.Build.RunsTests ? _sources.TestProjects : []).Append(_sources.ProjectFile))
        {
            ImmutableArray<BuildSecret> secrets = [.. input.Build.Secrets.Where(secret => secret.ForRestore)];
            yield return new Instruction.Run(
                string.Concat(
                    secrets
                        .Where(secret => Names.IsVariable(secret.Id))
                        .Select(secret => $"{secret.Id}=\"$(cat /run/secrets/{secret.Id})\" \\\n    ")
                )
                    + CommandLines.Arguments([
                        $"dotnet restore {DockerfileText.ShellWord(project)}",
                        _sources.IsLocked ? "--locked-mode" : "",
                        .. project == _sources.ProjectFile ? Properties(forRestore: true) : [],
                    ])
            )
            {
                Caches = [Downloads],
                Secrets = [.. secrets.Select(Mount)],
            };
        }
    }

    /// <summary>A file of this name is the account's own NuGet.Config, which restore reads by itself.</summary>
    private static SecretMount Mount(BuildSecret secret) =>
        new(secret.Id, secret.Id.Equals("nuget.config", StringComparison.OrdinalIgnoreCase) ? "/root/.nuget/NuGet/NuGet.Config" : "");

    private IEnumerable<Instruction> Sources()
    {
        foreach (var folder in _sources.Folders)
        {
            yield return folder == "." ? new Instruction.Copy(["."], "./") : new Instruction.Copy([folder + "/"], folder + "/");
        }

        foreach (
            var folder in _sources.LinkedFiles.GroupBy(Folder, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            yield return new Instruction.Copy([.. folder.Order(StringComparer.Ordinal)], folder.Key);
        }
    }

    private IEnumerable<Instruction> Test() =>
        _sources.TestProjects.Select(project => new Instruction.Run(
            CommandLines.Arguments([
                $"dotnet test {DockerfileText.ShellWord(project)} --no-restore",
                .. _sources
                    .PublishProperties.Where(property => property.Key == "Configuration")
                    .Select(property => CommandLines.Property(property.Key, property.Value)),
            ])
        ));

    private IEnumerable<Instruction> Publish(string target)
    {
        var used = arguments
            .Metadata.Where(argument => _sources.PublishProperties.Any(property => ArgumentOf(property) == argument.Name))
            .ToList();
        return
        [
            .. used.Select(argument => new Instruction.Arg(argument.Name)),
            new Instruction.Run(
                CommandLines.Arguments([
                    $"dotnet publish {DockerfileText.ShellWord(_sources.ProjectFile)} --no-restore --output "
                        + $"{DockerfileText.ShellWord(target)}",
                    .. Properties(forRestore: false),
                ])
            ),
        ];
    }

    private IEnumerable<string> Properties(bool forRestore) =>
        [
            .. _sources.RuntimeIdentifier.Length > 0
                ? [CommandLines.Property("RuntimeIdentifier", _sources.RuntimeIdentifier)]
                : Array.Empty<string>(),
            .. _sources
                .PublishProperties.Where(property => property.Key != "RuntimeIdentifier" && !(forRestore && IsNotForRestore(property.Key)))
                .Select(property =>
                    ArgumentOf(property) is { } argument
                        ? CommandLines.PropertyOf(property.Key, argument)
                        : CommandLines.Property(property.Key, property.Value)
                ),
        ];

    private static bool IsNotForRestore(string property) =>
        VersionProperties.Contains(property) || property.Equals(TargetFramework, StringComparison.OrdinalIgnoreCase);

    /// <summary>The argument that has a property's value, where that is a version or a commit.</summary>
    private string? ArgumentOf(KeyValuePair<string, string> property) =>
        !VersionProperties.Contains(property.Key) ? null
        : property.Value == arguments.Version?.Value ? arguments.Version.Name
        : property.Value == arguments.Revision?.Value ? arguments.Revision.Name
        : null;

    /// <summary>One step for both: each starts a container.</summary>
    private Instruction.Run Split()
    {
        var application = LayerKind.Application.Name;
        var modes = CommandLines.SetModes($"{LayersFolder}/{application}", Program);
        const string comment =
            "Modes by what the files are, whatever packages and checkout left: 0755 for programs and scripts, else 0644.";
        return _sources.Layers.IsEmpty
            ? new Instruction.Run(modes) { Comment = comment }
            : new Instruction.Run(
                CommandLines.Both(
                    modes,
                    CommandLines.Split(LayersFolder, application, [.. _sources.Layers.Select(layer => (layer.Name, layer.Files))])
                )
            )
            {
                Comment =
                    comment
                    + "\nThen a folder for each layer: what changes at the same rate is in one, and a new version sends "
                    + "only the layers that changed.",
            };
    }

    private string Program => input.Image.EntryFile is { } file && !file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? file : "";

    private static string Folder(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..(slash + 1)] : "./";
}
