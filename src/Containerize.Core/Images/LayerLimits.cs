using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Images;

/// <summary>What a base's layers can be that not every destination takes.</summary>
internal static class LayerLimits
{
    /// <summary>Docker stacks no more (<c>maxLayerDepth</c> in its layer store), whatever its storage driver could.</summary>
    public const int MaximumCount = 125;

    /// <summary>The message that a build owes its user where Docker does not take the image.</summary>
    public static Diagnostic? DepthWarning(Image image, int fromBase, string baseName) =>
        image.Layers.Length > MaximumCount
            ? BaseImageDiagnostics.TooManyLayers.Create(baseName, image.Layers.Length, fromBase, MaximumCount)
            : null;

    /// <summary>Layers that stay with their owner are not for a destination that needs every byte.</summary>
    /// <exception cref="ContainerizeException">CTZ4008: the image has such a layer.</exception>
    public static void RefuseForeign(Image image, string destination)
    {
        if (image.Layers.FirstOrDefault(layer => !layer.Descriptor.Urls.IsEmpty) is { } foreign)
        {
            throw new ContainerizeException(LocalDiagnostics.ForeignLayer.Create(destination, foreign.Descriptor.Digest));
        }
    }

    public static bool HasZstd(Image image) => image.Manifest.Layers.Any(layer => layer.MediaType == MediaTypes.OciLayerZstd);
}
