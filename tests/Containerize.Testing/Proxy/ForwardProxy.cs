using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Containerize.Testing.Proxy;

/// <summary>
/// A proxy as <c>HTTP_PROXY</c> names one: it takes CONNECT and whole addresses, and brings all of them to one server,
/// whatever name was asked for.
/// </summary>
public sealed class ForwardProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly string _target;
    private readonly string? _account;
    private readonly Task _accepting;

    /// <param name="target">Host and port of the server behind it.</param>
    /// <param name="account"><c>user:password</c>, where it wants a login.</param>
    public ForwardProxy(string target, string? account = null)
    {
        (_target, _account) = (target, account);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Name => _listener.LocalEndpoint.ToString()!;

    /// <summary>The first line of each connection's first request.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

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
                await ServeAsync(client.GetStream());
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
            {
                // The other side has gone, or the test has ended.
            }
        }
    }

    private async Task ServeAsync(NetworkStream client)
    {
        var head = await ReadHeadAsync(client);
        if (head.Length == 0)
        {
            return;
        }

        _requests.Enqueue(head[..head.IndexOf('\r', StringComparison.Ordinal)]);
        var login = _account is null ? "" : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(_account));
        if (!head.Contains($"Proxy-Authorization: {login}", StringComparison.OrdinalIgnoreCase) && _account is not null)
        {
            await WriteAsync(client, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }

        using var server = new TcpClient();
        var parts = _target.Split(':');
        await server.ConnectAsync(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), _stop.Token);
        await using var stream = server.GetStream();
        if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await WriteAsync(client, "HTTP/1.1 200 Connection established\r\n\r\n");
        }
        else
        {
            // Servers have to take whole addresses too. Source: RFC 9112, section 3.2.2.
            await WriteAsync(stream, head);
        }

        await await Task.WhenAny(client.CopyToAsync(stream, _stop.Token), stream.CopyToAsync(client, _stop.Token));
    }

    private async Task<string> ReadHeadAsync(NetworkStream client)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!(head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n") && await client.ReadAsync(one, _stop.Token) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private ValueTask WriteAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), _stop.Token);
}
