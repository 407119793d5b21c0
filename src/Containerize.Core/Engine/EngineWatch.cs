using System.Diagnostics;

namespace Containerize.Engine;

/// <summary>
/// Watches one request while the engine has the next move, and ends it where the engine answers nothing any more, pings
/// neither. Time that this side needs, for bytes to send or for those that came, does not count.
/// </summary>
internal sealed class EngineWatch : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<bool>> _ping;
    private readonly TimeSpan _interval;
    private readonly TimeSpan? _limit;
    private readonly CancellationTokenSource _source;
    private readonly Task _watching;

    /// <summary>Since when the engine is waited for; 0 while it is not.</summary>
    private long _waiting = Stopwatch.GetTimestamp();

    /// <param name="ping">Whether the engine answers.</param>
    /// <param name="interval">Silence after which it is asked.</param>
    /// <param name="limit">Silence after which the request ends, whatever pings say; null for none.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public EngineWatch(Func<CancellationToken, Task<bool>> ping, TimeSpan interval, TimeSpan? limit, CancellationToken cancellationToken)
    {
        (_ping, _interval, _limit) = (ping, interval, limit);
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = _source.Token;
        _watching = WatchAsync();
    }

    /// <summary>For everything that waits for the engine.</summary>
    public CancellationToken Token { get; }

    /// <summary>How long the engine was silent when it was given up; null as long as it was not.</summary>
    public TimeSpan? Silence { get; private set; }

    /// <summary>The engine has the next move.</summary>
    public void Wait() => Volatile.Write(ref _waiting, Stopwatch.GetTimestamp());

    /// <summary>This side has.</summary>
    public void Rest() => Volatile.Write(ref _waiting, 0);

    public async ValueTask DisposeAsync()
    {
        await _source.CancelAsync();
        await _watching;
        _source.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (Silence is null)
            {
                await Task.Delay(_interval, Token);
                await CheckAsync();
            }

            await _source.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The request is over.
        }
    }

    private async Task CheckAsync()
    {
        var since = Volatile.Read(ref _waiting);
        if (since == 0 || Stopwatch.GetElapsedTime(since) < _interval)
        {
            return;
        }

        var isOver = Stopwatch.GetElapsedTime(since) > _limit || !await _ping(Token);
        Token.ThrowIfCancellationRequested();
        if (isOver && Volatile.Read(ref _waiting) == since)
        {
            Silence = Stopwatch.GetElapsedTime(since);
        }
    }
}
