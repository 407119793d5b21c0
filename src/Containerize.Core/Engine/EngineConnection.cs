using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Containerize.Diagnostics;
using Docker.DotNet;
using Docker.DotNet.NativeHttp;
using Docker.DotNet.X509;

namespace Containerize.Engine;

/// <summary>
/// Docker.DotNet's client for an engine, and one of ours over the same connections for what the library cannot do. All
/// addresses go over the library's HTTP transport, which is .NET's own, with streams that <see cref="EngineStreams"/>
/// opens. Its transports for sockets and pipes are not used: they take an answer that breaks off for a whole one, and open
/// a connection for each request, which over ssh is a login.
/// </summary>
internal sealed class EngineConnection : IDisposable
{
    // A request needs a host; over a socket or pipe it is not read.
    private static readonly Uri LocalBase = new("http://localhost/");

    /// <summary>A ping's answer is not longer than this, in bytes.</summary>
    private const int MaximumAnswer = 1 << 20;

    private readonly HttpClient _http;

    private EngineConnection(DockerClient client, HttpClient http) => (Client, _http) = (client, http);

    public DockerClient Client { get; }

    /// <param name="address">Where the engine listens.</param>
    /// <param name="environment">The build's variables, for the program that reaches it where one does.</param>
    /// <exception cref="ContainerizeException">CTZ4003: a certificate cannot be read.</exception>
    public static EngineConnection Open(EngineAddress address, IReadOnlyDictionary<string, string> environment)
    {
        var tls = (address as EngineAddress.Tcp)?.Tls;
        var endpoint = address is EngineAddress.Tcp tcp
            ? new UriBuilder(tls is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps, tcp.Host, tcp.Port).Uri
            : LocalBase;
        SocketsHttpHandler? handler = null;
        var transport = new NativeHttpTransportOptions
        {
            ConfigureHandler = created => handler = Configure(created, address, tls, environment),
        };

        // How long a request may take is up to EngineWatch.
        var client = new DockerClientBuilder()
            .WithEndpoint(endpoint)
            .WithTimeout(Timeout.InfiniteTimeSpan)
            .WithAuthProvider(tls is null ? null : Credentials(tls))
            .WithTransportOptions(transport)
            .Build();
        return new EngineConnection(
            client,
            new HttpClient(handler!, disposeHandler: false)
            {
                BaseAddress = endpoint,
                Timeout = Timeout.InfiniteTimeSpan,
                MaxResponseContentBufferSize = MaximumAnswer,
            }
        );
    }

    /// <summary>
    /// The library's ping keeps the headers to itself in which an engine says what it is; and to tell its version, Podman
    /// runs other programs.
    /// </summary>
    public Task<HttpResponseMessage> PingAsync(CancellationToken cancellationToken) => _http.GetAsync("_ping", cancellationToken);

    public void Dispose()
    {
        _http.Dispose();
        Client.Dispose();
    }

    private static SocketsHttpHandler Configure(
        SocketsHttpHandler handler,
        EngineAddress address,
        EngineTls? tls,
        IReadOnlyDictionary<string, string> environment
    )
    {
        (handler.UseProxy, handler.AllowAutoRedirect, handler.UseCookies) = (false, false, false);
        if (address is not EngineAddress.Tcp)
        {
            handler.ConnectCallback = (_, cancellationToken) => EngineStreams.OpenAsync(address, environment, cancellationToken);
        }

        if (tls?.CertificateFolder is { } folder && Path.Combine(folder, "ca.pem") is var authority && File.Exists(authority))
        {
            // The library's check of an authority does not look at the server's name.
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            ReadCertificate(folder, () => policy.CustomTrustStore.ImportFromPemFile(authority));
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }

    private static CertificateCredentials Credentials(EngineTls tls)
    {
        X509Certificate2? shown = null;
        if (tls.CertificateFolder is { } folder)
        {
            var (certificate, key) = (Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
            if (File.Exists(certificate) && File.Exists(key))
            {
                ReadCertificate(folder, () => shown = DockerTlsCertificates.LoadCertificateFromPemFiles(certificate, key));
            }
        }

#pragma warning disable CA5359 // Its owner set SkipTLSVerify in the Docker context; the docker CLI does the same then.
        return new CertificateCredentials(shown)
        {
            ServerCertificateValidationCallback = tls.SkipVerification ? static (_, _, _, _) => true : null,
        };
#pragma warning restore CA5359
    }

    private static void ReadCertificate(string folder, Action read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ContainerizeException(LocalDiagnostics.EngineConfigurationUnusable.Create(folder, exception.Message), exception);
        }
    }
}
