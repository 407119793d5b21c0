using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Dockerfiles;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;

namespace Containerize.Builders;

/// <summary>
/// Builds a plan's image where commands can run: the plan is rendered for the builder, and what comes out is adopted.
/// </summary>
/// <param name="services">What the pipeline has for it.</param>
internal sealed class EngineBuild(EngineBuildServices services) : IEngineBuild
{
    /// <inheritdoc/>
    public async Task<BuiltImage> BuildAsync(
        ImagePlan plan,
        EngineBuildPlan build,
        string target,
        ImmutableArray<LayerContent> layers,
        Task<BaseImage> baseImage,
        Task<IProvenLayers> known,
        LayerKey? key,
        CancellationToken cancellationToken
    )
    {
        // Nothing else counts where the builder is not there.
        using var builder = await new DockerfileBuilders(services.Registries, services.Directory, services.Scratch).ConnectAsync(
            build,
            cancellationToken
        );
        var (input, runtime, sdk) = await ComposeAsync(plan, build, layers, baseImage, cancellationToken);
        var from = build.Pattern == BuildPattern.AllInOne ? sdk! : runtime;
        var dockerfile = StageGraph.Only(DockerfileComposer.Compose(input), target);
        var text = DockerfileRenderer.Render(dockerfile, builder.Features);
        var start = target == StageNames.Debug && build.DebugAptPackages.IsEmpty ? sdk! : from;
        services.Log.Write(MessageImportance.High, $"{plan.AssemblyName}: building with {builder.Name}.");
        var image = await builder.BuildAsync(
            new DockerfileBuild
            {
                Dockerfile = text,
                Context = build.Sources is null ? BuildContexts.FromLayers(layers) : BuildContexts.FromSources(build.Sources),
                Target = target,
                Platform = plan.Platform,
                Arguments = BuildArguments.Create(input),
                Bases =
                [
                    .. new[] { Pinned(plan.Base, runtime), sdk is null ? null : Pinned(build.SdkImage!, sdk) }.OfType<ImageReference>(),
                ],
                KnownLayers = new BaseLayers(start.Image, await known),
                Plan = build,
            },
            cancellationToken
        );
        var below = build.RunsCommands ? image : start.Image;
        var more = await services.Volumes.BuildAsync(plan, below, image.Config.User, looksInto: build.RunsCommands, cancellationToken);
        return AdoptedImage.Adopt(plan, start, image, key, more);
    }

    /// <summary>What the Dockerfile is made of, and the images it starts from.</summary>
    public async Task<(DockerfileInput Input, BaseImage Runtime, BaseImage? Sdk)> ComposeAsync(
        ImagePlan plan,
        EngineBuildPlan build,
        ImmutableArray<LayerContent> layers,
        Task<BaseImage> baseImage,
        CancellationToken cancellationToken
    )
    {
        var sdk = build.SdkImage is null ? null : await services.ResolveAsync(build.SdkImage, plan.Platform, cancellationToken);
        var runtime = await baseImage;
        var from = build.Pattern == BuildPattern.AllInOne ? sdk! : runtime;
        var input = new DockerfileInput
        {
            Image = plan,
            Build = build,
            BaseReference = Pinned(plan.Base, runtime)?.ToString() ?? plan.Base.Text,
            BaseConfig = from.Image.Config,
            Config = ImageConfigComposer.Compose(plan, from.Image.Config, from.Digest, []),
            SdkReference = sdk is null ? null : Pinned(build.SdkImage!, sdk)!.ToString(),
            Layers = [.. layers.Select(layer => layer.Name)],
            Fragments = FragmentText.Read(build),
        };
        return (input, runtime, sdk);
    }

    /// <summary>Where a builder gets a base, by digest: of two builds at different times both start from what was looked at.</summary>
    private ImageReference? Pinned(BaseImageReference reference, BaseImage resolved) =>
        reference is BaseImageReference.Registry registry
            ? services.Connections.PlacesOf(registry.Reference)[0] with
            {
                Digest = resolved.Digest,
            }
            : null;

    /// <summary>
    /// The base's layers are where the base is, and are named as it names them, as the native builder does: an image
    /// contains its base as a whole. All others are looked for elsewhere.
    /// </summary>
    private sealed class BaseLayers(Image image, IProvenLayers others) : IProvenLayers
    {
        public bool IsEmpty => image.Layers.IsEmpty && others.IsEmpty;

        public Task<IBlob?> FindAsync(Digest diffId, long length, CancellationToken cancellationToken) =>
            image.Config.DiffIds.IndexOf(diffId) is >= 0 and var index
                ? Task.FromResult<IBlob?>(image.Layers[index])
                : others.FindAsync(diffId, length, cancellationToken);

        public IBlob Add(Digest diffId, IBlob made) => others.Add(diffId, made);
    }
}
