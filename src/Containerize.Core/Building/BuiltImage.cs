using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Publishing;

namespace Containerize.Building;

/// <summary>An image that was built, with what a report tells of how.</summary>
public sealed record BuiltImage
{
    public required Image Image { get; init; }

    public required ImageName Name { get; init; }

    /// <summary>The base as it was written.</summary>
    public required string BaseName { get; init; }

    /// <summary>What the base's reference resolved to; null for scratch.</summary>
    public Digest? BaseDigest { get; init; }

    /// <summary>The layers that were added; the image's others are the base's.</summary>
    public required ImmutableArray<BuiltLayer> AddedLayers { get; init; }
}
