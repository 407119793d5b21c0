using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Engine;
using Containerize.Formats;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;

namespace Containerize.Builders;

/// <summary>
/// A Docker engine over its API alone: BuildKit, or the classic builder where there is no BuildKit. Without the docker
/// command there is no session, so it can be given no secrets. Source: Docker Engine API reference, "Build an image".
/// </summary>
internal sealed class DockerBuilder(EngineClient engine, bool usesBuildKit, RegistryOptions registries, string directory, ScratchFiles scratch) : IDockerfileBuilder
{
    private readonly IBuildLog _log = registries.Log;

    public string Name { get; } = $"{engine.Name} {engine.Version}{(usesBuildKit ? " with BuildKit" : " with its classic builder")}";

    public BuilderFeatures Features { get; } = usesBuildKit ? FeaturesOf(engine.Version) : BuilderFeatures.Healthcheck;

    /// <inheritdoc/>
    public async Task<Image> BuildAsync(DockerfileBuild build, CancellationToken cancellationToken)
    {
        await new DockerBases(engine, registries).PullAsync(build, cancellationToken);
        var progress = new BuildProgress(_log, []);
        IDockerMessages messages = usesBuildKit ? new BuildKitMessages(progress) : new ClassicMessages(progress);
        var dockerfile = ContextWriter.DockerfileName(build.Context);
        await engine.PostAsync(
            $"build?{Query(build, dockerfile)}",
            (output, token) => ContextWriter.WriteAsync(build.Context, dockerfile, build.Dockerfile, output, token),
            registryAuth: null,
            messages.Read,
            words => progress.Failure(Name, words),
            cancellationToken);
        var id = messages.ImageId ?? throw progress.Failure(Name, "it ended without an image");
        progress.Complete();
        try
        {
            return await new BuiltArchive(Path.Combine(directory, build.Target), scratch).ReadAsync(
                Name, build, (file, token) => SaveAsync(id, file, token), cancellationToken);
        }
        finally
        {
            await RemoveAsync(id);
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

    private Task SaveAsync(string id, string file, CancellationToken cancellationToken) => AtomicFile.WriteAsync(
        file, (output, token) => engine.SaveImageAsync(id, (archive, saving) => archive.CopyToAsync(output, saving), token), cancellationToken);

    private string Query(DockerfileBuild build, string dockerfile)
    {
        var query = new StringBuilder(usesBuildKit ? "version=2" : "version=1&rm=1&forcerm=1");
        Add("dockerfile", dockerfile);
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

    /// <summary>
    /// Removes the image, not what the next build finds in the cache; and not where somebody gave the same image a name.
    /// That it stays there is no reason to fail, and no cancellation is one to leave it.
    /// </summary>
    private async Task RemoveAsync(string id)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var isNamed = await engine.GetAsync($"images/{id}/json", root => (bool?[])[HasAny(root, "RepoTags") || HasAny(root, "RepoDigests")], limit.Token);
            if (isNamed is [false])
            {
                await engine.DeleteAsync($"images/{id}?noprune=1", limit.Token);
            }
        }
        catch (Exception exception) when (exception is ContainerizeException or OperationCanceledException)
        {
            _log.Write(MessageImportance.Low, $"{engine.Name} keeps the image {id}: {exception.Message}");
        }
    }

    private static bool HasAny(JsonElement root, string name) => OciJson.Optional(root, name, JsonValueKind.Array) is { } names && names.GetArrayLength() > 0;
}
