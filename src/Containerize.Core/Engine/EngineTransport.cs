using System.IO.Pipes;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Containerize.Diagnostics;

namespace Containerize.Engine;

/// <summary>Makes HTTP clients that reach an engine over its socket, pipe or port.</summary>
internal static class EngineTransport
{
    // A host must stand in the request; over a socket or pipe nobody reads it.
    private static readonly Uri LocalBase = new("http://localhost/");

    /// <summary>No answer that is read whole is larger than this, in bytes: lists of images are the longest.</summary>
    private const int MaximumDocument = 32 << 20;

    /// <param name="address">Where the engine listens.</param>
    /// <param name="environment">The build's variables, for the program that reaches it where one does.</param>
    /// <exception cref="ContainerizeException">CTZ4003: a certificate cannot be read.</exception>
    public static HttpClient CreateClient(EngineAddress address, IReadOnlyDictionary<string, string> environment)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        var baseAddress = LocalBase;
        switch (address)
        {
            case EngineAddress.UnixSocket socket:
                handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(socket, cancellationToken);
                break;
            case EngineAddress.NamedPipe pipe:
                handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(pipe, cancellationToken);
                break;
            case EngineAddress.Ssh ssh:
                handler.ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(SshConnection.Open(ssh, environment));
                break;
            case EngineAddress.Tcp tcp:
                baseAddress = new UriBuilder(tcp.Tls is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps, tcp.Host, tcp.Port).Uri;
                if (tcp.Tls is not null)
                {
                    handler.SslOptions = SslOptions(tcp.Tls);
                }

                break;
        }

        // Loading takes as long as it takes; the person can cancel.
        return new HttpClient(handler) { BaseAddress = baseAddress, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaximumDocument };
    }

    private static async ValueTask<Stream> ConnectAsync(EngineAddress.UnixSocket address, CancellationToken cancellationToken)
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

    private static async ValueTask<Stream> ConnectAsync(EngineAddress.NamedPipe address, CancellationToken cancellationToken)
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

    private static SslClientAuthenticationOptions SslOptions(EngineTls tls)
    {
        var options = new SslClientAuthenticationOptions();
        if (tls.SkipVerification)
        {
#pragma warning disable CA5359 // Its owner set SkipTLSVerify in the Docker context; the docker CLI does the same then.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (tls.CertificateFolder is not { } folder)
        {
            return options;
        }

        try
        {
            var authority = Path.Combine(folder, "ca.pem");
            if (File.Exists(authority))
            {
                options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
            }

            var (certificate, key) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
            if (File.Exists(certificate) && File.Exists(key))
            {
                options.ClientCertificates = [LoadClientCertificate(certificate, key)];
            }

            return options;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(LocalDiagnostics.EngineConfigurationUnusable.Create(folder, exception.Message), exception);
        }
    }

    private static X509Certificate2 LoadClientCertificate(string certificate, string key)
    {
        var loaded = X509Certificate2.CreateFromPemFile(certificate, key);
        if (!OperatingSystem.IsWindows())
        {
            return loaded;
        }

        // Windows' TLS cannot use a key that lives in memory only.
        using (loaded)
        {
            return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
