using Containerize.Oci;

namespace Containerize.Images;

/// <summary>Compressed layers that others have, where it is proven what they are uncompressed.</summary>
internal interface IProvenLayers
{
    /// <summary>Whether nothing can be found: then no diff id is needed to ask for it.</summary>
    bool IsEmpty { get; }

    /// <summary>The compressed bytes of a layer, as gzip, with the media type of either format; null where none are proven.</summary>
    /// <param name="diffId">What it is uncompressed, as it was measured here.</param>
    /// <param name="length">Bytes of it uncompressed, about.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    Task<IBlob?> FindAsync(Digest diffId, long length, CancellationToken cancellationToken);

    /// <summary>
    /// Remembers a layer that was made or read through here, which is a proof for all later builds of this machine.
    /// </summary>
    /// <returns>The same bytes; where a registry has them, with their place there.</returns>
    IBlob Add(Digest diffId, IBlob made);
}

/// <summary>Where there are no others.</summary>
internal sealed class NoLayers : IProvenLayers
{
    public static NoLayers Instance { get; } = new();

    public bool IsEmpty => true;

    public Task<IBlob?> FindAsync(Digest diffId, long length, CancellationToken cancellationToken) => Task.FromResult<IBlob?>(null);

    public IBlob Add(Digest diffId, IBlob made) => made;
}
