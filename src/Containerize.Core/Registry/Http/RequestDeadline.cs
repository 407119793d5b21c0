namespace Containerize.Registry.Http;

/// <summary>
/// The time that one request has left. A transfer that moves restarts it, so large content has no total limit, and
/// a connection that stalls ends.
/// </summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly CancellationTokenSource _source;

    public RequestDeadline(TimeSpan time, CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Restart(time);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>What was granted last.</summary>
    public TimeSpan Time { get; private set; }

    public void Restart(TimeSpan time)
    {
        Time = time;
        _source.CancelAfter(time);
    }

    /// <summary>Stops the clock while the reader of the transfer is busy, because that is not the registry's fault.</summary>
    public void Pause() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose() => _source.Dispose();
}
