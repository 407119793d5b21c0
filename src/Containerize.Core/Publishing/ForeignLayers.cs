using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Publishing;

/// <summary>Layers that stay with their owner, where the destination needs every byte.</summary>
internal static class ForeignLayers
{
    /// <exception cref="ContainerizeException">CTZ4008: the image has such a layer.</exception>
    public static void Refuse(Image image, string destination)
    {
        if (image.Layers.FirstOrDefault(layer => !layer.Descriptor.Urls.IsEmpty) is { } foreign)
        {
            throw new ContainerizeException(LocalDiagnostics.ForeignLayer.Create(destination, foreign.Descriptor.Digest));
        }
    }
}
