using System.Collections.Immutable;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Building;

/// <summary>
/// The native builder, with no engine and no daemon: puts the application's layers on a base, whose own layers are
/// only named, not read.
/// </summary>
internal static class ImageBuilder
{
    /// <summary>The image of plan, base and layers. Pure.</summary>
    /// <param name="plan">What it says.</param>
    /// <param name="baseImage">What it starts from.</param>
    /// <param name="added">Its own layers.</param>
    /// <param name="key">By which later builds believe what these layers are; null for none.</param>
    /// <exception cref="ContainerizeException">CTZ2020: the wanted format cannot have the base's layers.</exception>
    public static BuiltImage Build(ImagePlan plan, BaseImage baseImage, ImmutableArray<BuiltLayer> added, LayerKey? key = null)
    {
        var format = FormatOf(plan, baseImage.Image);
        var config = ImageConfigComposer.Compose(plan, baseImage.Image.Config, baseImage.Digest, added, key);
        return new BuiltImage
        {
            Images = ImageAnnotations.Tagged(
                plan,
                Assemble(format, plan.Annotations, baseImage.Image, config, added) with
                {
                    Base = plan.Base.ToOrigin(baseImage.Digest),
                }
            ),
            Name = plan.Name,
            AddedLayers = added,
        };
    }

    /// <summary>The wanted one, else the base's; the OCI's where Docker's has no name for what the base is compressed with.</summary>
    public static ImageFormat FormatOf(ImagePlan plan, Image baseImage)
    {
        var hasZstd = baseImage.Manifest.Layers.Any(layer => layer.MediaType == MediaTypes.OciLayerZstd);
        return hasZstd && plan.Format == ImageFormat.Docker
                ? throw new ContainerizeException(BaseImageDiagnostics.FormatWithoutZstd.Create(plan.Base.Text))
            : hasZstd ? ImageFormat.Oci
            : plan.Format ?? baseImage.Manifest.Format;
    }

    private static Image Assemble(
        ImageFormat format,
        AnnotationPlan annotations,
        Image baseImage,
        ImageConfig config,
        ImmutableArray<BuiltLayer> added
    ) =>
        Assemble(
            format,
            annotations,
            config,
            baseImage.Manifest.Layers,
            added.Select(layer => layer.Descriptor),
            [.. baseImage.Layers, .. added.Select(layer => layer.Blob)]
        );

    internal static Image Assemble(
        ImageFormat format,
        AnnotationPlan annotations,
        ImageConfig config,
        IEnumerable<Descriptor> baseLayers,
        IEnumerable<Descriptor> addedLayers,
        ImmutableArray<IBlob> blobs
    )
    {
        var configDescriptor = new Descriptor
        {
            MediaType = MediaTypes.Config(format),
            Digest = Digest.Compute(config.RawBytes.AsSpan()),
            Size = config.RawBytes.Length,
        };
        var lower = baseLayers.Select(layer => layer with { MediaType = MediaTypes.ConvertLayer(layer.MediaType, format) });
        var upper = addedLayers.Select(layer =>
            layer with
            {
                MediaType = MediaTypes.LayerGzip(format),
                Annotations = OciJson.NoAnnotations,
            }
        );
        return new Image
        {
            Manifest = Manifest.Create(format, configDescriptor, [.. lower, .. upper], ImageAnnotations.ForManifest(annotations, config)),
            Config = config,
            Layers = blobs,
        };
    }
}
