using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Engine;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;

namespace Containerize.Builders;

/// <summary>
/// A Docker engine over its API alone: BuildKit, or the classic builder where there is no BuildKit. Without the docker
/// command there is no session, so it can be given no secrets. Source: Docker Engine API reference, "Build an image".
/// </summary>
internal sealed class DockerBuilder(EngineClient engine, bool usesBuildKit, RegistryOptions registries, BuiltArchive archive) : IDockerfileBuilder
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
        await engine.PostAsync(
            $"build?{Query(build, dockerfile, name)}",
            (output, token) => ContextWriter.WriteAsync(build.Context, dockerfile, build.Dockerfile, output, token),
            registryAuth: null,
            messages.Read,
            Failure,
            cancellationToken);
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
        var features = BuilderFeatures.Chmod | BuilderFeatures.CacheMounts | BuilderFeatures.Healthcheck | BuilderFeatures.PlatformArguments | BuilderFeatures.Syntax;
        return EngineVersion.Parse(version).Major switch
        {
            >= 25 => features | BuilderFeatures.RunNetwork | BuilderFeatures.Heredoc | BuilderFeatures.Link | BuilderFeatures.StartInterval,
            >= 23 => features | BuilderFeatures.RunNetwork | BuilderFeatures.Heredoc | BuilderFeatures.Link,
            _ => features,
        };
    }

    private string Query(DockerfileBuild build, string dockerfile, string name)
    {
        var query = new StringBuilder(usesBuildKit ? "version=2" : "version=1&rm=1&forcerm=1");
        Add("dockerfile", dockerfile);
        Add("t", name);
        Add("target", build.Target);
        Add("platform", build.Platform.ToString());
        Add("networkmode", build.Plan.Network);
        if (!build.Arguments.IsEmpty)
        {
            Add("buildargs", Json(build.Arguments));
        }

        return query.ToString();

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                query.Append(CultureInfo.InvariantCulture, $"&{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    private static string Json(ImmutableArray<KeyValuePair<string, string>> arguments)
    {
        var json = OciJson.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in arguments)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        });
        return Encoding.UTF8.GetString(json.AsSpan());
    }
}
