using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Containerize.Testing.Proxy;

/// <summary>
/// Stands on loopback before a registry that speaks plain HTTP/1.1: counts requests and the bytes of their bodies, and
/// can be as slow as a network, or as unreliable. By itself it costs next to nothing: it reads requests' heads and nothing else.
/// </summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TrafficCounter _counter = new();
    private readonly EndPoint _target;
    private readonly Task _accepting;
    private NetworkShape _shape = NetworkShape.None;
    private SharedLink _upload = new(null);

    /// <param name="target">The registry: <c>localhost:PORT</c>.</param>
    public CountingProxy(string target)
    {
        _target = new IPEndPoint(IPAddress.Loopback, new Uri($"http://{target}").Port);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>What an image's name has in the registry's place: <c>localhost:PORT</c>.</summary>
    public string Name => $"localhost:{((IPEndPoint)_listener.LocalEndPoint!).Port}";

    /// <summary>Of all connections since the last <see cref="Reset"/>.</summary>
    public ProxyTraffic Traffic => _counter.Traffic;

    /// <summary>The network of the connections that are opened from now on.</summary>
    public NetworkShape Shape
    {
        get => _shape;
        set => (_shape, _upload) = (value, new SharedLink(value.UploadBitsPerSecond));
    }

    /// <summary>Asked for each connection: what happens to it, if anything. Only where the network is loopback as it is.</summary>
    public Func<ConnectionFault?> Faults { get; set; } = () => null;

    public void Reset() => _counter.Reset();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = ServeAsync(await _listener.AcceptAsync(_stop.Token));
                _connections[connection] = 0;
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy has been disposed of.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await ForwardAsync(client, target);
            }
            catch (ConnectionFaultException fault) when (fault.End == ConnectionEnd.Reset)
            {
                client.LingerState = target.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ConnectionFaultException)
            {
                // One side has hung up. Closing both sockets tells the other.
            }
        }
    }

    private async Task ForwardAsync(Socket client, Socket target)
    {
        var (shape, upload, follower) = (_shape, _upload, new RequestFollower(_counter));
        var fault = Faults();
        var up = new Pump(client, target, bytes => follower.Follow(bytes.Span), fault is { IsUp: true } ? new FaultGate(fault) : null);
        var down = new Pump(target, client, _ => { }, fault is { IsUp: false } ? new FaultGate(fault) : null);

        // Loopback has let the client in already; over a network it would still be waiting.
        await Task.Delay(shape.RoundTrip, _stop.Token);
        await target.ConnectAsync(_target, _stop.Token);
        await (
            shape == NetworkShape.None
                ? Together.RunAsync([up.CopyAsync, down.CopyAsync], _stop.Token)
                : Together.RunAsync(
                    [
                        token => up.CopyAsync(upload, shape.RoundTrip / 2, token),
                        token => down.CopyAsync(new SharedLink(null), shape.RoundTrip / 2, token),
                    ],
                    _stop.Token
                )
        );
    }
}
