using System.IO.Pipelines;

namespace Containerize.Engine;

/// <summary>
/// A request's body that is written while it is sent: the library reads bodies, and ours are written. Of what is written,
/// a few blocks wait to be read and never all of it.
/// </summary>
internal static class WrittenBody
{
    private const int Block = 1 << 16;

    private static readonly PipeOptions Options = new(
        pauseWriterThreshold: 4 * Block,
        resumeWriterThreshold: 2 * Block,
        minimumSegmentSize: Block,
        useSynchronizationContext: false
    );

    /// <param name="write">Writes the body; what it throws comes through unchanged, and the body has no end then.</param>
    /// <param name="watch">Rests while the body is made.</param>
    /// <param name="send">Sends what it reads.</param>
    public static async Task SendAsync(Func<Stream, CancellationToken, Task> write, EngineWatch watch, Func<Stream, Task> send)
    {
        var pipe = new Pipe(Options);
        using var unneeded = CancellationTokenSource.CreateLinkedTokenSource(watch.Token);
        var writing = WriteAsync(pipe.Writer, write, watch, unneeded.Token);
        try
        {
            // The library disposes of a body as soon as an answer begins, also while it is still being read.
            await send(pipe.Reader.AsStream(leaveOpen: true));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await StopAsync();
            if (writing.IsFaulted)
            {
                // A layer that could not be read is the cause, not the connection that was given up for it.
                await writing;
            }

            throw;
        }
        finally
        {
            await StopAsync();
        }

        async Task StopAsync()
        {
            await unneeded.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task WriteAsync(
        PipeWriter writer,
        Func<Stream, CancellationToken, Task> write,
        EngineWatch watch,
        CancellationToken cancellationToken
    )
    {
        try
        {
            watch.Rest();
            await using (var stream = new WatchedWriteStream(writer.AsStream(leaveOpen: true), watch))
            {
                await write(stream, cancellationToken);
            }

            await writer.CompleteAsync();
        }
        catch (Exception exception)
        {
            await writer.CompleteAsync(exception);
            throw;
        }
        finally
        {
            watch.Wait();
        }
    }
}
