using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>A small server on this machine that does what registries should not.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    public LoopbackServer(Func<NetworkStream, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Host and port, as in an image's name.</summary>
    public string Name => $"localhost:{Port}";

    /// <summary>A port that nobody listens on, as far as can be known.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Takes every connection and never answers.</summary>
    public static LoopbackServer Silent(TaskCompletionSource connected) => new((_, token) =>
    {
        connected.TrySetResult();
        return Task.Delay(Timeout.Infinite, token);
    });

    /// <summary>A web site: every answer is a page.</summary>
    public static LoopbackServer WebSite() => new(async (stream, token) =>
    {
        const string Page = "<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>";
        await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: {Page.Length}\r\n\r\n{Page}"), token);
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await _serve(client.GetStream(), _stop.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
            {
                // The other side has gone, or the test has ended.
            }
        }
    }
}
