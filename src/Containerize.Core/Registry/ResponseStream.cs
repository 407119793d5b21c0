using Containerize.Diagnostics;
using Containerize.Streams;

namespace Containerize.Registry;

/// <summary>A response body that owns its connection, ends when it stands still, and fails with coded errors.</summary>
internal sealed class ResponseStream(Exchange exchange, Stream body) : ForwardReadStream
{
    private readonly TimeSpan _step = exchange.Deadline.Time;

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
