using Containerize.Diagnostics;

namespace Containerize.Registry;

/// <summary>A response body that owns its connection, ends when it stands still, and fails with coded errors.</summary>
internal sealed class ResponseStream(Exchange exchange, Stream body) : Stream
{
    private readonly TimeSpan _step = exchange.Deadline.Time;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var deadline = exchange.Deadline;
        deadline.Restart(_step);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            return await body.ReadAsync(buffer, either.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            exchange.CancellationToken.ThrowIfCancellationRequested();
            throw Coded(exception);
        }
        finally
        {
            deadline.Pause();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return body.Read(buffer);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Coded(exception);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            exchange.Dispose();
        }

        base.Dispose(disposing);
    }

    private ContainerizeException Coded(Exception exception) =>
        new(HttpSender.Failure(exception, exchange.Uri, exchange.Action, exchange.Deadline).Diagnostic, exception);
}
