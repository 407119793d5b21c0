using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Layers;

namespace Containerize.Building;

/// <summary>What was built: an image and perhaps its index, with what a report says about its build.</summary>
internal sealed record BuiltImage
{
    /// <summary>What the tags will point to.</summary>
    public required ImageSet Images { get; init; }

    public Image Image => Images.Image;

    public required ImageName Name { get; init; }

    public BaseOrigin Base =>
        Image.Base ?? throw new InvalidOperationException("An image that was built has a base, even if that is nothing.");

    /// <summary>Whether it was published before, from the same commit, and took the place of what was built now.</summary>
    public bool IsKept { get; init; }

    /// <summary>The layers that were added; the image's others are the base's.</summary>
    public required ImmutableArray<BuiltLayer> AddedLayers { get; init; }
}
