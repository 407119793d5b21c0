using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Engine;
using Containerize.Images;
using Containerize.Registry.Http;
using Docker.DotNet.Models;

namespace Containerize.Builders;

/// <summary>
/// A Docker engine over its API alone: BuildKit, or the classic builder where there is no BuildKit. Without the docker
/// command there is no session, so it can be given no secrets. Source: Docker Engine API reference, "Build an image".
/// </summary>
internal sealed class DockerBuilder(EngineClient engine, bool usesBuildKit, RegistryOptions registries, BuiltArchive archive)
    : IDockerfileBuilder
{
    private readonly IBuildLog _log = registries.Log;

    public string Name { get; } = $"{engine.Name} {engine.Version}{(usesBuildKit ? " with BuildKit" : " with its classic builder")}";

    public BuilderFeatures Features { get; } = usesBuildKit ? FeaturesOf(engine.Version) : BuilderFeatures.Healthcheck;

    /// <inheritdoc/>
    public async Task<Image> BuildAsync(DockerfileBuild build, CancellationToken cancellationToken)
    {
        await new DockerBases(engine, registries).PullAsync(build, cancellationToken);
        var progress = new BuildProgress(_log, build.Target, []);
        IDockerMessages messages = usesBuildKit ? new BuildKitMessages(progress) : new ClassicMessages(progress, build.Target);
        var dockerfile = ContextWriter.DockerfileName(build.Context);
        var name = EngineImages.NewName();
        await engine.BuildImageAsync(
            Parameters(build, dockerfile, name),
            (output, token) => ContextWriter.WriteAsync(build.Context, dockerfile, build.Dockerfile, output, token),
            messages.Read,
            Failure,
            cancellationToken
        );
        _ = messages.ImageId ?? throw Failure("it ended without an image");
        messages.End("");
        progress.Complete();
        return await new EngineImages(engine, _log, archive).TakeAsync(Name, build, name, cancellationToken);

        ContainerizeException Failure(string words)
        {
            messages.End(words);
            return progress.Failure(Name, words);
        }
    }

    public void Dispose() => engine.Dispose();

    /// <summary>What the front end in the engine knows. Source: release notes of Docker Engine and of BuildKit's front end.</summary>
    internal static BuilderFeatures FeaturesOf(string version)
    {
        var features =
            BuilderFeatures.Chmod
            | BuilderFeatures.CacheMounts
            | BuilderFeatures.Healthcheck
            | BuilderFeatures.PlatformArguments
            | BuilderFeatures.Syntax;
        return EngineVersion.Parse(version).Major switch
        {
            >= 25 => features | BuilderFeatures.RunNetwork | BuilderFeatures.Heredoc | BuilderFeatures.Link | BuilderFeatures.StartInterval,
            >= 23 => features | BuilderFeatures.RunNetwork | BuilderFeatures.Heredoc | BuilderFeatures.Link,
            _ => features,
        };
    }

    private ImageBuildParameters Parameters(DockerfileBuild build, string dockerfile, string name) =>
        new()
        {
            Version = usesBuildKit ? "2" : "1",
            Remove = usesBuildKit ? null : true,
            ForceRemove = usesBuildKit ? null : true,
            Dockerfile = dockerfile,
            Tags = [name],
            Target = build.Target,
            Platform = build.Platform.ToString(),
            NetworkMode = build.Plan.Network is { Length: > 0 } network ? network : null,
            BuildArgs = build.Arguments.IsEmpty ? null : new Dictionary<string, string>(build.Arguments, StringComparer.Ordinal),
        };
}
