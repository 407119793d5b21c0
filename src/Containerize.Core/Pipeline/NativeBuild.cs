using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Planning;
using Containerize.Registry;

namespace Containerize.Pipeline;

/// <summary>
/// Builds an image without an engine while it is uploaded, but not before base and files are known to be good. The base's
/// layers are named, and stay where they are unless a destination needs their bytes.
/// </summary>
internal sealed class NativeBuild(PipelineServices services, BaseResolution bases, PublishWarnings warnings)
{
    /// <exception cref="ContainerizeException">See <see cref="BaseResolution.ResolveFittingAsync"/>, <see cref="ApplicationLayers"/>.
    /// </exception>
    public async Task<BuiltImage> BuildAsync(ImagePlan plan, DestinationKnowledge destinations, CancellationToken cancellationToken)
    {
        var registries = destinations.Registries;
        var baseImage = destinations.Share(bases.ResolveFittingAsync(plan, build: null, warnings, cancellationToken));
        var layers = new ApplicationLayers(plan.Layers.Compression, services.Cache, services.Log);
        var contents = layers.Plan(plan, cancellationToken);
        Action<IBlob> startUpload = _ => { };
        var added = await layers.BuildAsync(contents, FitAsync(), ProvenAsync(), blob => startUpload(blob), cancellationToken);
        var below = await baseImage;
        var user = ImageConfigComposer.User(plan, below.Image.Config);
        var volumes = new VolumeFolders(services.Cache, services.Log);
        added = [.. added, .. await volumes.BuildAsync(plan, below.Image, user, looksInto: false, cancellationToken)];
        return Build(plan, below, added, registries, services.Options.KnownLayers.Key);

        async Task<ImmutableArray<LayerContent>> FitAsync()
        {
            var resolved = await baseImage;
            warnings.ReportTriggers(plan, resolved);
            return await new BaseKnowledge(services.Cache, services.Log).FitAsync(plan, resolved, contents, cancellationToken);
        }

        async Task<IProvenLayers> ProvenAsync()
        {
            await Task.WhenAll(baseImage, registries.Snapshots);

            // What was published before takes the place of what is built, so nothing of that is sent.
            if (registries.FindPublished(plan.Name) is null)
            {
                startUpload = registries.StartUpload;
                registries.StartBaseUploads((await baseImage).Image);
            }

            return destinations.Proven();
        }
    }

    /// <summary>An image that differs from the published one only in a date from the clock is that one.</summary>
    private static BuiltImage Build(
        ImagePlan plan,
        BaseImage baseImage,
        ImmutableArray<BuiltLayer> added,
        RegistryPublishers registries,
        LayerKey? key
    )
    {
        foreach (var former in plan.CreatedByClock ? registries.FindImages(plan.Name.Tags[0].Name) : [])
        {
            if (
                former.Config.Created is { } date
                && ImageBuilder.Build(plan.At(date), baseImage, added, key) is var same
                && same.Image.Manifest.Digest == former.Manifest.Digest
            )
            {
                return same;
            }
        }

        return ImageBuilder.Build(plan, baseImage, added, key);
    }
}
