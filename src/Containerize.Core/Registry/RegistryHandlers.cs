using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;

namespace Containerize.Registry;

/// <summary>
/// The connections of one build. All servers share one handler, but those that TLS is different with: they get one of
/// their own when TLS is first spoken to them.
/// </summary>
internal sealed class RegistryHandlers : IDisposable
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly RegistryOptions _options;
    private readonly RegistryProxy _proxy;
    private readonly HttpMessageInvoker _shared;

    /// <summary>Servers that asked for a certificate of their clients when there was none.</summary>
    private readonly ConcurrentDictionary<string, string> _unanswered = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Lazy<HttpMessageInvoker>> _own = new(StringComparer.OrdinalIgnoreCase);

    public RegistryHandlers(RegistryOptions options, RegistryProxy proxy)
    {
        (_options, _proxy) = (options, proxy);
        _shared = Create(new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                UntrustedCertificateException.Validate(certificate, chain, errors, options.TrustedAuthorities),
        });
    }

    /// <exception cref="Diagnostics.ContainerizeException">CTZ3030, CTZ3031: a certificate's file or a proxy's address cannot be used.</exception>
    public HttpMessageInvoker For(Uri uri)
    {
        // The handler takes a proxy that cannot be told for none, and would go out without it.
        _proxy.GetProxy(uri);
        return uri.Scheme == Uri.UriSchemeHttps
            ? _own.GetOrAdd(RegistryAddress.NameOf(uri), name => new(() => RegistryTls.Find(name, _options) is { } tls ? Create(tls) : _shared)).Value
            : _shared;
    }

    /// <summary>Whether a server on this host asked for a certificate and got none; it need not say so when it hangs up.</summary>
    public bool LacksCertificate(Uri uri) => uri.Scheme == Uri.UriSchemeHttps && _unanswered.ContainsKey(uri.IdnHost);

    public void Dispose()
    {
        foreach (var own in _own.Values.Where(own => own.IsValueCreated && own.Value != _shared))
        {
            own.Value.Dispose();
        }

        _shared.Dispose();
    }

    /// <summary>What an HttpClient adds, a limit of time and whole answers in memory, is done better elsewhere or not wanted.</summary>
    private HttpMessageInvoker Create(SslClientAuthenticationOptions tls)
    {
        if (tls.ClientCertificateContext is null)
        {
            tls.LocalCertificateSelectionCallback = (_, host, _, remote, _) =>
            {
                // The first time is before anybody asks.
                if (remote is not null)
                {
                    _unanswered[host] = host;
                }

                return null!;
            };
        }

        return new(Handler(tls));
    }

    private SocketsHttpHandler Handler(SslClientAuthenticationOptions tls) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        EnableMultipleHttp2Connections = true,
        Proxy = _proxy,
        SslOptions = tls,
    };
}
