using System.IO.Pipes;
using System.Net.Sockets;

namespace Containerize.Engine;

/// <summary>Opens what leads to an engine where that is no TCP port: a socket, a pipe, or ssh.</summary>
internal static class EngineStreams
{
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static async ValueTask<Stream> OpenAsync(
        EngineAddress address,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken
    ) =>
        address switch
        {
            EngineAddress.UnixSocket socket => await ConnectAsync(socket, cancellationToken),
            EngineAddress.NamedPipe pipe => await ConnectAsync(pipe, cancellationToken),
            EngineAddress.Ssh ssh => SshConnection.Open(ssh, environment),
            _ => throw new ArgumentOutOfRangeException(nameof(address), address, "It is reached without help."),
        };

    private static async Task<Stream> ConnectAsync(EngineAddress.UnixSocket address, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (ArgumentException exception)
        {
            // A path of more than a hundred bytes or so fits into no socket address.
            socket.Dispose();
            throw new IOException(exception.Message, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> ConnectAsync(EngineAddress.NamedPipe address, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", address.Name, PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(cancellationToken);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync();
            throw;
        }
    }
}
