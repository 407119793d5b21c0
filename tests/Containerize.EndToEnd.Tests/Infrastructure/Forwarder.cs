using System.Net.Sockets;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>Stands before a registry, counts what goes through, and can stop in the middle.</summary>
internal sealed class Forwarder : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly string _target;
    private readonly long _limit;
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    /// <param name="target">The registry: <c>localhost:PORT</c>.</param>
    /// <param name="limit">After so many bytes nothing goes on, and the connections stay open.</param>
    public Forwarder(string target, long limit = long.MaxValue)
    {
        (_target, _limit) = (target, limit);
        _server = new LoopbackServer(ForwardAsync);
    }

    public string Name => _server.Name;

    public int Port => _server.Port;

    /// <summary>Ends when the limit is reached.</summary>
    public Task Stalled => _stalled.Task;

    /// <summary>In both directions together.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ForwardAsync(NetworkStream client, CancellationToken cancellationToken)
    {
        using var target = new TcpClient();
        await target.ConnectAsync("127.0.0.1", int.Parse(_target[(_target.LastIndexOf(':') + 1)..]), cancellationToken);
        // Either side may hang up; the other then hears of it.
        await await Task.WhenAny(
            CopyAsync(client, target.GetStream(), cancellationToken),
            CopyAsync(target.GetStream(), client, cancellationToken)
        );
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (Interlocked.Add(ref _bytes, count) > _limit)
            {
                _stalled.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }
}
