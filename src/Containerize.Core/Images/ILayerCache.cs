using Containerize.Oci;

namespace Containerize.Images;

/// <summary>Knows compressed layers by what they are uncompressed.</summary>
public interface ILayerCache
{
    /// <summary>Whether nothing is known: then nobody needs to ask.</summary>
    bool IsEmpty { get; }

    /// <summary>
    /// The compressed bytes of a layer, as gzip, with the media type of either format; null where nobody has them.
    /// </summary>
    IBlob? Find(Digest diffId);
}
