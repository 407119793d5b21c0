using System.Net;
using System.Net.Sockets;

namespace Containerize.Registry.Http;

/// <summary>A connection, and the address that it was made to: the address of a name may change a moment later.</summary>
internal sealed record DialedConnection(Stream Stream, IPAddress Address);

/// <summary>Makes connections as <see cref="SocketsHttpHandler"/> does by itself, and remembers how far they went.</summary>
internal sealed class Dialer
{
    /// <summary>By host and port: the farthest of all addresses that it had.</summary>
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, NetworkReach> _reached = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>From how far a server can be reached; null where no connection was made to it, but perhaps to its proxy.</summary>
    public NetworkReach? ReachOf(Uri uri) => _reached.TryGetValue(KeyOf(uri.IdnHost, uri.Port), out var reach) ? reach : null;

    /// <param name="dial">Makes the connection.</param>
    /// <param name="context">Where to.</param>
    /// <param name="check">Throws where a server's address is one that the request must not go to; null for any.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Stream> ConnectAsync(
        Func<DnsEndPoint, CancellationToken, ValueTask<DialedConnection>> dial,
        SocketsHttpConnectionContext context,
        Action<IPAddress>? check,
        CancellationToken cancellationToken
    )
    {
        var place = context.DnsEndPoint;
        var (stream, address) = await dial(place, cancellationToken);
        try
        {
            var reach = NetworkReaches.From(address);
            _reached.AddOrUpdate(KeyOf(place.Host, place.Port), reach, (_, before) => before > reach ? before : reach);

            // A proxy may be anywhere: it is not who gets the request in the end.
            if (
                context.InitialRequestMessage.RequestUri is { } uri
                && string.Equals(uri.IdnHost, place.Host, StringComparison.OrdinalIgnoreCase)
            )
            {
                check?.Invoke(address);
            }

            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public static async ValueTask<DialedConnection> DialAsync(DnsEndPoint place, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, cancellationToken);
            return new(new NetworkStream(socket, ownsSocket: true), ((IPEndPoint)socket.RemoteEndPoint!).Address);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string KeyOf(string host, int port) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{host}:{port}");
}
