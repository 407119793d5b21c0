using System.Collections.Concurrent;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>
/// Copies blobs of registries to this machine, each once, for several destinations or for one that needs the bytes at
/// every publish. A destination that finds or mounts a blob where it is does not ask for it.
/// </summary>
/// <param name="cache">Where they are kept.</param>
/// <param name="cancellationToken">Ends downloads, which serve more than the one who asked first.</param>
internal sealed class SharedBlobs(LayerCache cache, CancellationToken cancellationToken)
{
    private readonly ConcurrentDictionary<Digest, Lazy<Task<IBlob>>> _blobs = new();

    /// <summary>The image with its far layers shared.</summary>
    public Image Share(Image image) => image with { Layers = [.. image.Layers.Select(Share)] };

    /// <summary>The blob, shared where it is far.</summary>
    public IBlob Share(IBlob blob) => blob is IRegistryBlob far ? new Blob(this, far) : blob;

    private async Task<Stream> OpenAsync(IBlob blob, CancellationToken token)
    {
        var digest = blob.Descriptor.Digest;
        var fetching = _blobs.GetOrAdd(digest, _ => new(() => cache.FetchAsync(blob, cancellationToken)));
        try
        {
            return await (await fetching.Value.WaitAsync(token)).OpenAsync(token);
        }
        catch when (fetching.Value.IsFaulted)
        {
            // The next caller gets another attempt.
            _blobs.TryRemove(KeyValuePair.Create(digest, fetching));
            throw;
        }
    }

    private sealed class Blob(SharedBlobs blobs, IRegistryBlob inner) : IRegistryBlob
    {
        public Descriptor Descriptor => inner.Descriptor;

        public RegistryName Registry => inner.Registry;

        public RepositoryName Repository => inner.Repository;

        public Task<Stream> OpenAsync(CancellationToken cancellationToken) => blobs.OpenAsync(inner, cancellationToken);
    }
}
