using System.Buffers;
using Containerize.Images;

namespace Containerize.Registry.Http;

/// <summary>
/// A blob's bytes from any offset on. What lies before it is read too: so the digest of all of them is checked, also
/// where only the rest is sent.
/// </summary>
internal sealed class BlobReader(IBlob blob) : IDisposable
{
    private const int BufferSize = 1 << 18;

    private Stream? _stream;
    private long _position;

    public long Size => blob.Descriptor.Size;

    /// <summary>The caller owns the stream until it returns it.</summary>
    public async Task<Stream> OpenAsync(long offset, CancellationToken cancellationToken)
    {
        var (stream, position) = (_stream, _position);
        _stream = null;
        if (stream is null || position > offset)
        {
            stream?.Dispose();
            (stream, position) = (await blob.OpenAsync(cancellationToken), 0);
        }

        if (position < offset)
        {
            await SkipAsync(stream, offset - position, cancellationToken);
        }

        return stream;
    }

    /// <summary>Takes back a stream whose next byte is the one at <paramref name="position"/>.</summary>
    public void Return(Stream stream, long position)
    {
        _stream?.Dispose();
        (_stream, _position) = (stream, position);
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private static async Task SkipAsync(Stream stream, long count, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (count > 0)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken);
                count -= read > 0 ? read : throw new EndOfStreamException();
            }
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
