using System.Buffers;
using System.Net;
using System.Runtime.ExceptionServices;

namespace Containerize.Registry;

/// <summary>A request body of known length that is read while it is sent; each piece that leaves restarts the deadline.</summary>
internal sealed class BlobContent : HttpContent
{
    private const int BufferSize = 1 << 16;

    private readonly Stream _source;
    private readonly long _length;
    private readonly RequestDeadline _deadline;
    private readonly TimeSpan _commitTimeout;
    private bool _isRead;

    public BlobContent(Stream source, long length, RequestDeadline deadline, TimeSpan commitTimeout)
    {
        (_source, _length, _deadline, _commitTimeout) = (source, length, deadline, commitTimeout);
        Headers.ContentType = new("application/octet-stream");
        Headers.ContentLength = length;
    }

    /// <summary>Set where reading failed, not sending: the registry has no part in that.</summary>
    public ExceptionDispatchInfo? ReadFailure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (_isRead)
        {
            // Where an HTTP/2 server refuses a stream, the handler sends the request again by itself, and part of the
            // bytes is gone. That is a lost connection: a new attempt opens them anew.
            throw new IOException("The bytes were read already.");
        }

        _isRead = true;
        var step = _deadline.Time;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                _deadline.Restart(step);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

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
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _source.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            ReadFailure = ExceptionDispatchInfo.Capture(exception);
            throw;
        }
    }
}
