using System.Net;
using System.Net.Sockets;
using System.Text;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>A small server on this machine that does what registries should not.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly LoopbackListener _listener;

    public LoopbackServer(Func<NetworkStream, CancellationToken, Task> serve) => _listener = new LoopbackListener(serve);

    public int Port => _listener.Port;

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
    public static LoopbackServer Silent(TaskCompletionSource connected) =>
        new(
            (_, token) =>
            {
                connected.TrySetResult();
                return Task.Delay(Timeout.Infinite, token);
            }
        );

    /// <summary>A web site: every answer is a page.</summary>
    public static LoopbackServer WebSite() =>
        new(
            async (stream, token) =>
            {
                const string Page = "<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>";
                await stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, token);
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: {Page.Length}\r\n\r\n{Page}"
                    ),
                    token
                );
            }
        );

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
