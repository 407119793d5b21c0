using System.Text;
using Containerize.Contexts;
using Containerize.Dockerfiles;
using Containerize.Engine;
using Containerize.Images;
using Containerize.Registry.Http;

namespace Containerize.Builders;

/// <summary>The <c>docker buildx</c> command. Where its builder is an engine, what it built is taken from there.</summary>
internal sealed class BuildxBuilder(
    BuilderProgram program,
    string version,
    BuildxInstance instance,
    EngineClient? engine,
    RegistryOptions registries,
    BuiltArchive archive
) : IDockerfileBuilder
{
    /// <summary>The first with <c>--progress=rawjson</c>.</summary>
    public static readonly (int Major, int Minor) Oldest = (0, 13);

    public string Name { get; } =
        $"buildx {version} with {(engine is null ? $"BuildKit {instance.Version} ({instance.Driver})" : $"Docker {engine.Version}")}";

    public BuilderFeatures Features { get; } =
        engine is null ? instance.Features : DockerBuilder.FeaturesOf(engine.Version) | BuilderFeatures.SecretMounts;

    /// <inheritdoc/>
    public async Task<Image> BuildAsync(DockerfileBuild build, CancellationToken cancellationToken)
    {
        var secrets = new BuildSecrets(build.Plan, registries.EnvironmentVariables);
        var progress = new BuildProgress(registries.Log, build.Target, secrets.Read());
        if (engine is null)
        {
            return await archive.ReadAsync(
                Name,
                build,
                (file, token) => RunAsync(build, secrets, progress, $"type=docker,dest={file},compression=uncompressed", token),
                cancellationToken
            );
        }

        var name = EngineImages.NewName();
        await RunAsync(build, secrets, progress, $"type=docker,name={name}", cancellationToken);
        return await new EngineImages(engine, registries.Log, archive).TakeAsync(Name, build, name, cancellationToken);
    }

    public void Dispose() => engine?.Dispose();

    private async Task RunAsync(
        DockerfileBuild build,
        BuildSecrets secrets,
        BuildProgress progress,
        string output,
        CancellationToken cancellationToken
    )
    {
        var lines = new BuildxLines(progress);
        var dockerfile = ContextWriter.DockerfileName(build.Context);
        var accounts = await new BaseAccounts(registries).FindAsync(build.Bases, Name, cancellationToken);
        var command = accounts.IsEmpty
            ? program
            : program.With("DOCKER_AUTH_CONFIG", Encoding.UTF8.GetString(RegistryAuth.ToFile(accounts)));
        var exitCode = await command.RunAsync(
            ["build", "--progress", "rawjson", "--file", dockerfile, "--output", output, .. Options(build, secrets), "-"],
            (input, token) => ContextWriter.WriteAsync(build.Context, dockerfile, build.Dockerfile, input, token),
            lines.Read,
            cancellationToken
        );
        if (exitCode != 0)
        {
            throw progress.Failure(Name, lines.Error);
        }

        progress.Complete();
    }

    private IEnumerable<string> Options(DockerfileBuild build, BuildSecrets secrets)
    {
        var (network, plan) = (build.Plan.Network, build.Plan);
        return
        [
            // An attestation would be a second manifest, which was not asked for.
            "--provenance=false",
            "--sbom=false",
            "--target",
            build.Target,
            "--platform",
            build.Platform.ToString(),
            .. Option("--builder", instance.Name.Length > 0 ? [instance.Name] : []),
            .. Option("--network", network.Length > 0 ? [network] : []),
            .. Option("--allow", network == "host" && !instance.IsEngine ? ["network.host"] : []),
            .. Option("--build-arg", build.Arguments.Select(argument => $"{argument.Key}={argument.Value}")),
            .. Option("--secret", secrets.Options),
            .. Option("--cache-from", plan.CacheFrom),
            .. Option("--cache-to", plan.CacheTo),
        ];
    }

    private static IEnumerable<string> Option(string name, IEnumerable<string> values) =>
        values.SelectMany(value => (string[])[name, value]);
}
