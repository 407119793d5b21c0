using System.Collections.Immutable;
using Containerize.Oci;

namespace Containerize.Images;

/// <summary>
/// What images say of their layers: that a blob is, uncompressed, a certain tar. Everyone who can push to a repository can
/// say anything, so nothing is taken from here that is not proven: see <see cref="IProvenLayers"/>.
/// </summary>
internal interface ILayerClaims
{
    /// <summary>Whether nothing is said of any layer.</summary>
    bool IsEmpty { get; }

    /// <summary>Blobs that are said to be this tar, as gzip, with the media type of either format; the nearest first.</summary>
    ImmutableArray<LayerClaim> Find(Digest diffId);
}

/// <summary>One layer of an image that says what it is.</summary>
/// <param name="Image">Who says so.</param>
/// <param name="Index">Which of its layers.</param>
/// <param name="Name">The image, for messages.</param>
internal sealed record LayerClaim(Image Image, int Index, string Name)
{
    public IBlob Blob => Image.Layers[Index];

    public Descriptor Descriptor => Image.Manifest.Layers[Index];
}
