using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>
/// What reading a base's layer once has shown, remembered by its digest: that it is what the configuration says, and
/// which names are in it.
/// </summary>
/// <param name="folder">Where that is kept.</param>
internal sealed class BaseLayers(CacheFolder folder)
{
    // To be raised whenever less or more is read from the same layer.
    private const string ListingFolder = "listings-1";
    private const string ProofFolder = "proven";

    /// <summary>The names in a layer.</summary>
    /// <param name="layer">One that <see cref="LayerListing.CanRead"/>.</param>
    /// <param name="diffId">What the base's configuration calls it.</param>
    /// <param name="baseName">For messages.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ContainerizeException">CTZ2030: the layer is another. CTZ2008, CTZ3xxx: it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public async Task<LayerListing> ListAsync(IBlob layer, Digest diffId, string baseName, CancellationToken cancellationToken)
    {
        var name = NameOf(ListingFolder, layer);
        if (CacheRecord.Read(folder, name) is { } text && ListingText.Parse(text, diffId) is { } known)
        {
            return known;
        }

        var listing = await LayerListing.ReadAsync(layer, diffId, cancellationToken) ?? throw Wrong(layer, diffId, baseName);
        CacheRecord.Write(folder, NameOf(ProofFolder, layer), diffId.ToString());
        CacheRecord.Write(folder, name, ListingText.Format(listing, diffId));

        return listing;
    }

    /// <summary>
    /// Makes sure that a layer is what the base's configuration says; one that cannot be unpacked here is left to who unpacks it.
    /// </summary>
    /// <inheritdoc cref="ListAsync" path="/exception"/>
    public async Task CheckAsync(IBlob layer, Digest diffId, string baseName, CancellationToken cancellationToken)
    {
        var name = NameOf(ProofFolder, layer);
        if (!LayerListing.CanRead(layer.Descriptor) || CacheRecord.Read(folder, name) == diffId.ToString())
        {
            return;
        }

        try
        {
            if (!await LayerListing.CheckAsync(layer, diffId, cancellationToken))
            {
                throw Wrong(layer, diffId, baseName);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new ContainerizeException(BaseImageDiagnostics.WrongDiffId.Create(baseName, layer.Descriptor.Digest, diffId), exception);
        }

        CacheRecord.Write(folder, name, diffId.ToString());
    }

    private static ContainerizeException Wrong(IBlob layer, Digest diffId, string baseName) =>
        new(BaseImageDiagnostics.WrongDiffId.Create(baseName, layer.Descriptor.Digest, diffId));

    private static string NameOf(string kind, IBlob layer) => $"{kind}/{layer.Descriptor.Digest.Algorithm}/{layer.Descriptor.Digest.Hex}";
}
