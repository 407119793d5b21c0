using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>
/// A base whose layers are checked against its configuration before the first of their bytes is used: for destinations
/// that need the bytes here.
/// </summary>
/// <param name="layers">Remembers what was checked.</param>
/// <param name="name">The base, for messages.</param>
/// <param name="cancellationToken">Ends checks, which serve more than the one who asked first.</param>
internal sealed class CheckedBase(BaseLayers layers, string name, CancellationToken cancellationToken)
{
    /// <summary>The image; each of its layers stays as far or near as it is.</summary>
    public Image Of(Image image) => image with { Layers = [.. image.Layers.Zip(image.Config.DiffIds, Check)] };

    private IBlob Check(IBlob blob, Digest diffId) =>
        blob is IRegistryBlob far ? new FarBlob(this, far, diffId) : new Blob(this, blob, diffId);

    private class Blob(CheckedBase owner, IBlob inner, Digest diffId) : IBlob
    {
        private readonly Lock _lock = new();
        private Task? _check;

        public Descriptor Descriptor => inner.Descriptor;

        public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
        {
            Task check;
            lock (_lock)
            {
                // Who tries again after a failure gets another attempt.
                check = _check = _check is null or { IsFaulted: true } ? owner.CheckAsync(inner, diffId) : _check;
            }

            await check.WaitAsync(cancellationToken);
            return await inner.OpenAsync(cancellationToken);
        }
    }

    private Task CheckAsync(IBlob blob, Digest diffId) =>
        Task.Run(() => layers.CheckAsync(blob, diffId, name, cancellationToken), cancellationToken);

    private sealed class FarBlob(CheckedBase owner, IRegistryBlob inner, Digest diffId) : Blob(owner, inner, diffId), IRegistryBlob
    {
        public RegistryName Registry => inner.Registry;

        public RepositoryName Repository => inner.Repository;
    }
}
