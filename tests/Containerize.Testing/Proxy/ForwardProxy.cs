using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Containerize.Testing.Proxy;

/// <summary>
/// A proxy as <c>HTTP_PROXY</c> names one: it takes CONNECT and whole addresses, and brings all of them to one server,
/// whatever name was asked for.
/// </summary>
internal sealed class ForwardProxy : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly string _target;
    private readonly string? _account;

    /// <param name="target">Host and port of the server behind it.</param>
    /// <param name="account"><c>user:password</c>, where it wants a login.</param>
    public ForwardProxy(string target, string? account = null)
    {
        (_target, _account) = (target, account);
        _listener = new LoopbackListener(ServeAsync);
    }

    public string Name => $"127.0.0.1:{_listener.Port}";

    /// <summary>The first line of each connection's first request.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(NetworkStream client, CancellationToken cancellationToken)
    {
        var head = await ReadHeadAsync(client, cancellationToken);
        if (head.Length == 0)
        {
            return;
        }

        _requests.Enqueue(head[..head.IndexOf('\r', StringComparison.Ordinal)]);
        var login = _account is null ? "" : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(_account));
        if (!head.Contains($"Proxy-Authorization: {login}", StringComparison.OrdinalIgnoreCase) && _account is not null)
        {
            await WriteAsync(
                client,
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: "
                    + "0\r\nConnection: close\r\n\r\n",
                cancellationToken
            );
            return;
        }

        using var server = new TcpClient();
        var parts = _target.Split(':');
        await server.ConnectAsync(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), cancellationToken);
        await using var stream = server.GetStream();
        if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await WriteAsync(client, "HTTP/1.1 200 Connection established\r\n\r\n", cancellationToken);
        }
        else
        {
            // Servers have to take whole addresses too. Source: RFC 9112, section 3.2.2.
            await WriteAsync(stream, head, cancellationToken);
        }

        await await Task.WhenAny(client.CopyToAsync(stream, cancellationToken), stream.CopyToAsync(client, cancellationToken));
    }

    private static async Task<string> ReadHeadAsync(NetworkStream client, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (
            !(head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n") && await client.ReadAsync(one, cancellationToken) == 1
        )
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static ValueTask WriteAsync(NetworkStream stream, string text, CancellationToken cancellationToken) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);
}
