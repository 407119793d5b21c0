using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Layout;
using Containerize.Planning;

namespace Containerize.Building;

/// <summary>Finds the image again that a build left in its layout.</summary>
internal static class BuiltImageStore
{
    /// <param name="place">The layout, and whose image of it.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ContainerizeException">CTZ1017: nothing was built. CTZ4050: nothing by this project. CTZ4021, CTZ2008: it
    /// was changed or damaged since.</exception>
    public static async Task<BuiltImage> ReadAsync(Destination.Layout place, CancellationToken cancellationToken)
    {
        if (!new OciLayout(place.Path).Exists)
        {
            throw new ContainerizeException(InputDiagnostics.NothingBuilt.Create(place.Path));
        }

        var stored = await LayoutImage.ReadAsync(place.Path, place.Project, cancellationToken);
        return FromImages(stored.Images, stored.Name);
    }

    /// <summary>An image that was built before: it says itself what it was built on.</summary>
    public static BuiltImage FromImages(ImageSet images, ImageName name) =>
        new()
        {
            Images = images.WithBase(BaseOrigin.FromImage),
            Name = name,
            AddedLayers = LayerHistory.ReadLayers(images.Image),
        };
}
