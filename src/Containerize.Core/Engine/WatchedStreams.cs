using Containerize.Streams;

namespace Containerize.Engine;

/// <summary>What an engine sends: it is waited for while this is read.</summary>
internal sealed class WatchedReadStream(Stream inner, EngineWatch watch) : ForwardReadStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        watch.Wait();
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            watch.Rest();
        }
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>What an engine is sent: it is waited for while it does not take what is written.</summary>
internal sealed class WatchedWriteStream(Stream inner, EngineWatch watch) : ForwardWriteStream
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A pipe that no one reads any more takes everything, and does not look at the token.
        cancellationToken.ThrowIfCancellationRequested();
        watch.Wait();
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            watch.Rest();
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
}
