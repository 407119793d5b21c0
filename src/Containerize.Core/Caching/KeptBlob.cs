using Containerize.Images;
using Containerize.Oci;
using Containerize.Streams;

namespace Containerize.Caching;

/// <summary>A registry's blob that is read from the cache where it is there, and kept there where it is read to its end.</summary>
/// <param name="blob">The blob, verified as it is read.</param>
/// <param name="cache">Where it is kept.</param>
internal sealed class KeptBlob(IRegistryBlob blob, LayerCache cache) : IRegistryBlob
{
    public Descriptor Descriptor => blob.Descriptor;

    public string Registry => blob.Registry;

    public string Repository => blob.Repository;

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        if (await cache.FindContentAsync(Descriptor, cancellationToken) is { } kept)
        {
            return await kept.OpenAsync(cancellationToken);
        }

        var stream = await blob.OpenAsync(cancellationToken);
        return cache.CreateContent(Descriptor) is { } content ? new Keeper(stream, Descriptor.Size, content) : stream;
    }

    /// <summary>Writes what is read. A reader that stops early, or hears that the content is another, leaves nothing.</summary>
    private sealed class Keeper(Stream inner, long size, NewContent content) : ForwardReadStream
    {
        private long _read;

        public override long Length => size;

        public override int Read(Span<byte> buffer)
        {
            var count = inner.Read(buffer);
            Keep(buffer[..count]);
            return count;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            Keep(buffer.Span[..count]);
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                content.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Keep(ReadOnlySpan<byte> bytes)
        {
            _read += bytes.Length;
            content.Write(bytes);
            if (_read == size && !bytes.IsEmpty)
            {
                content.Complete();
            }
        }
    }
}
