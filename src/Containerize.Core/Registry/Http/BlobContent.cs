using System.Buffers;
using System.Net;
using System.Runtime.ExceptionServices;

namespace Containerize.Registry.Http;

/// <summary>
/// A request body of known length that is read while it is sent, from a blob or a part of one; each piece that leaves
/// restarts the deadline.
/// </summary>
internal sealed class BlobContent : HttpContent
{
    private const int BufferSize = 1 << 16;

    private readonly BlobReader _blob;
    private readonly long _offset;
    private readonly long _length;
    private readonly RequestDeadline _deadline;
    private readonly TimeSpan _commitTimeout;
    private Stream? _source;
    private bool _isRead;

    private BlobContent(BlobReader blob, Stream source, long offset, long length, RequestDeadline deadline, TimeSpan commitTimeout)
    {
        (_blob, _source, _offset, _length, _deadline, _commitTimeout) = (blob, source, offset, length, deadline, commitTimeout);
        Headers.ContentType = new("application/octet-stream");
        Headers.ContentLength = length;
    }

    /// <summary>Set where reading failed, not sending: the registry has no part in that.</summary>
    public ExceptionDispatchInfo? ReadFailure { get; private set; }

    /// <param name="blob">Where the bytes come from.</param>
    /// <param name="offset">The first of them.</param>
    /// <param name="length">How many.</param>
    /// <param name="deadline">The request's; it is paused while the blob is opened.</param>
    /// <param name="commitTimeout">How long the registry has after the last byte.</param>
    /// <param name="cancellationToken">Ends opening.</param>
    public static async Task<BlobContent> CreateAsync(
        BlobReader blob,
        long offset,
        long length,
        RequestDeadline deadline,
        TimeSpan commitTimeout,
        CancellationToken cancellationToken
    )
    {
        var time = deadline.Time;
        deadline.Pause();
        var source = await blob.OpenAsync(offset, cancellationToken);
        deadline.Restart(time);
        return new BlobContent(blob, source, offset, length, deadline, commitTimeout);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_isRead || _source is not { } source)
        {
            // Where an HTTP/2 server refuses a stream, the handler sends the request again by itself, and part of the
            // bytes is gone. That is a lost connection: a new attempt opens them anew.
            throw new IOException("The bytes were read already.");
        }

        _isRead = true;
        var step = _deadline.Time;
        var left = _length;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (
                left > 0
                && await ReadAsync(source, buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken) is > 0 and var count
            )
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                left -= count;
                _deadline.Restart(step);
            }

            if (_offset + _length == _blob.Size)
            {
                // The end is what some streams check themselves at.
                await ReadAsync(source, buffer, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _source = null;
        _blob.Return(source, _offset + _length);
        _deadline.Restart(_commitTimeout);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // Bytes that come from far may take their time, or have to be asked for again.
        var time = _deadline.Time;
        _deadline.Pause();
        try
        {
            var count = await source.ReadAsync(buffer, cancellationToken);
            _deadline.Restart(time);
            return count;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            ReadFailure = ExceptionDispatchInfo.Capture(exception);
            throw;
        }
    }
}
