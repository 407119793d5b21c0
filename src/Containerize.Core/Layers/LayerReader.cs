using System.Buffers;
using System.IO.Compression;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Streams;

namespace Containerize.Layers;

/// <summary>What came of reading a layer.</summary>
internal enum LayerReading
{
    /// <summary>It is, uncompressed, what it was said to be.</summary>
    Right,

    /// <summary>It is something else.</summary>
    Wrong,

    /// <summary>It came so slowly that compressing takes less time.</summary>
    TooSlow,
}

/// <summary>
/// Reads a compressed layer and measures what is in it. Inflating is several times cheaper than compressing; on a slow
/// line it is the other way round, so that a download which would take longer than <see cref="Patience"/> times
/// compressing is given up, as soon as that shows. What is decided is only how the same content gets proven.
/// </summary>
/// <param name="bytesPerSecond">Bytes of content that this machine compresses in a second.</param>
/// <param name="time">The clock.</param>
internal sealed class LayerReader(double bytesPerSecond, TimeProvider time)
{
    /// <summary>Compressing may be in vain, where another version of the compressor made the layer; so reading may take longer.</summary>
    private const double Patience = 2;

    /// <summary>
    /// A blob can expand to a thousand times its size. Headers of tiny files with long names are some times as long as expected.
    /// </summary>
    private const int Excess = 10;

    /// <summary>Seconds that say little of a connection, as it begins.</summary>
    private const double Start = 0.15;

    /// <param name="blob">The layer, as gzip; whether it has the digest that it is named by is checked by its stream.</param>
    /// <param name="diffId">What it should be uncompressed.</param>
    /// <param name="expectedLength">Bytes of it uncompressed, about.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ContainerizeException">The blob cannot be read.</exception>
    public async Task<LayerReading> ReadAsync(IBlob blob, Digest diffId, long expectedLength, CancellationToken cancellationToken)
    {
        // Also where nothing comes at all, which no loop would notice.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(Start + Limit(expectedLength)), time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ReadAllAsync(blob, diffId, expectedLength, ended.Token);
        }
        catch (Exception exception)
            when (limit.IsCancellationRequested
                && !cancellationToken.IsCancellationRequested
                && exception is (OperationCanceledException or ContainerizeException)
            )
        {
            return LayerReading.TooSlow;
        }
    }

    private async Task<LayerReading> ReadAllAsync(IBlob blob, Digest diffId, long expectedLength, CancellationToken cancellationToken)
    {
        var end = new GzipEnd();
        await using var source = await blob.OpenAsync(cancellationToken);
        var begun = time.GetTimestamp();
        await using var counted = new FollowedStream(source, end.Member);
        await using var tar = new GZipStream(counted, CompressionMode.Decompress);
        using var hash = diffId.CreateHash();
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            // The last bytes are held back, since they are not the layer's.
            var held = 0;
            for (long length = 0; await tar.ReadAsync(buffer.AsMemory(held), cancellationToken) is > 0 and var count; length += count)
            {
                var content = Math.Max(0, held + count - GzipEnd.Length);
                hash.AppendData(buffer, 0, content);
                held = held + count - content;
                buffer.AsSpan(content, held).CopyTo(buffer);
                if (length / Excess > expectedLength)
                {
                    return LayerReading.Wrong;
                }

                if (IsTooSlow(time.GetElapsedTime(begun).TotalSeconds, (double)counted.Count / blob.Descriptor.Size, Limit(expectedLength)))
                {
                    return LayerReading.TooSlow;
                }
            }

            return end.Is(buffer.AsSpan(0, held)) && diffId.Matches(hash.GetHashAndReset()) ? LayerReading.Right : LayerReading.Wrong;
        }
        catch (InvalidDataException)
        {
            return LayerReading.Wrong;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private double Limit(long expectedLength) => Patience * expectedLength / bytesPerSecond;

    /// <summary>Whether it will take longer than the limit; in the first quarter of that, connections still get faster.</summary>
    private static bool IsTooSlow(double seconds, double done, double limit) => seconds > Start + (limit / 4) && seconds > done * limit;

    /// <summary>Knows how much was read, and goes on with other bytes where there is no more.</summary>
    private sealed class FollowedStream(Stream inner, byte[] next) : ForwardReadStream
    {
        private int _given;
        private bool _hasEnded;

        public long Count { get; private set; }

        public override int Read(Span<byte> buffer) => Note(_hasEnded ? 0 : inner.Read(buffer), buffer);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Note(_hasEnded ? 0 : await inner.ReadAsync(buffer, cancellationToken), buffer.Span);

        private int Note(int count, Span<byte> buffer)
        {
            Count += count;
            if (count > 0 || buffer.IsEmpty)
            {
                return count;
            }

            _hasEnded = true;
            var given = Math.Min(buffer.Length, next.Length - _given);
            next.AsSpan(_given, given).CopyTo(buffer);
            _given += given;
            return given;
        }
    }
}
