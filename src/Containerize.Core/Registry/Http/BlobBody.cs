using System.Net;
using Containerize.Diagnostics;

namespace Containerize.Registry.Http;

/// <summary>
/// The bytes of one answer to <see cref="Endpoints.BlobGet"/>; it owns the connection, and a connection that stalls ends.
/// </summary>
/// <param name="response">The answer.</param>
/// <param name="body">Its body.</param>
/// <param name="offset">Which byte of the blob is its first.</param>
internal sealed class BlobBody(RegistryResponse response, Stream body, long offset) : IDisposable
{
    private readonly TimeSpan _step = response.Deadline.Time;

    public long Offset => offset;

    /// <summary>
    /// Whether an end before the blob's is nothing that the server said of the blob: it gave a part, or the body ends
    /// with the connection.
    /// </summary>
    public bool MayEndEarly => response.IsOpenEnded || response.Message.StatusCode == HttpStatusCode.PartialContent;

    /// <exception cref="RegistryFailure">The connection broke or stalled.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var deadline = response.Deadline;
        deadline.Restart(_step);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            return await body.ReadAsync(buffer, either.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            response.CancellationToken.ThrowIfCancellationRequested();
            throw HttpSender.Failure(exception, response.Uri, response.Action, deadline);
        }
        finally
        {
            deadline.Pause();
        }
    }

    /// <summary>The failure of a body that ended before the blob did.</summary>
    public RegistryFailure EndedEarly() =>
        new(
            RegistryDiagnostics.ConnectionLost.Create(
                response.Action,
                response.Uri.Authority,
                "it was closed before the answer was complete"
            )
        )
        {
            IsTransient = true,
        };

    public void Dispose()
    {
        body.Dispose();
        response.Dispose();
    }
}
