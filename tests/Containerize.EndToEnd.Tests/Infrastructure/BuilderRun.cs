using System.Collections.Immutable;
using System.Text;
using Containerize.Builders;
using Containerize.Contexts;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry.Http;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>Builds a Dockerfile with one of the builders, as the pipeline does, in a folder of its own.</summary>
internal sealed class BuilderRun : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ScratchFiles _scratch;

    public BuilderRun(string builder)
    {
        // Here, and not within what is expected to fail, a test without an environment is inconclusive.
        Bases = ImageReference.TryParse(Base, out var reference) ? [reference] : [];
        _scratch = new ScratchFiles(_folder.PathOf("scratch"));
        Plan = new EngineBuildPlan { Builder = Enum.Parse<BuilderKind>(builder, ignoreCase: true), Network = "host" };
        Environment = System
            .Environment.GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!, StringComparer.Ordinal);
    }

    public static Platform Platform { get; } =
        Platform.FromRuntimeIdentifier(System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier)!;

    /// <summary>What stands on every machine that has the base images.</summary>
    public static string Base => $"{TestEnvironment.Base}/runtime-deps:10.0";

    public RecordingBuildLog Log { get; } = new();

    public Dictionary<string, string> Environment { get; }

    public EngineBuildPlan Plan { get; set; }

    public IProvenLayers KnownLayers { get; set; } = NoLayers.Instance;

    public ImmutableArray<ImageReference> Bases { get; set; }

    public ImmutableArray<ContextFile> Files { get; set; } = [];

    public string Folder => _folder.FullName;

    /// <summary>Everything that the build told.</summary>
    public string Told =>
        string.Join('\n', Log.Messages.Select(message => message.Text).Concat(Log.Diagnostics.Select(diagnostic => diagnostic.ToString())));

    public Task<IDockerfileBuilder> ConnectAsync(CancellationToken cancellationToken) =>
        new DockerfileBuilders(
            new RegistryOptions { Log = Log, EnvironmentVariables = Environment },
            Path.Combine(Folder, "layers"),
            _scratch
        ).ConnectAsync(Plan, cancellationToken);

    public async Task<Image> BuildAsync(
        string dockerfile,
        CancellationToken cancellationToken,
        string target = "final",
        params (string Name, string Value)[] arguments
    )
    {
        using var builder = await ConnectAsync(cancellationToken);
        return await builder.BuildAsync(
            new DockerfileBuild
            {
                Dockerfile = dockerfile,
                Context = new BuildContext(Files),
                Target = target,
                Platform = Platform,
                KnownLayers = KnownLayers,
                Bases = Bases,
                Plan = Plan,
                Arguments = [.. arguments.Select(argument => KeyValuePair.Create(argument.Name, argument.Value))],
            },
            cancellationToken
        );
    }

    public static ContextFile Text(string name, string content) => new(name, SourcePath: null, [.. Encoding.UTF8.GetBytes(content)]);

    public void Dispose()
    {
        _scratch.Dispose();
        _folder.Dispose();
    }
}
