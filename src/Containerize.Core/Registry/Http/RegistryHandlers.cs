using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using Containerize.Oci;

namespace Containerize.Registry.Http;

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
    private readonly Dialer _dialer = new();

    /// <summary>Servers that asked for a certificate of their clients when there was none.</summary>
    private readonly ConcurrentDictionary<string, string> _unanswered = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Lazy<HttpMessageInvoker>> _own = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<RegistryName, Lazy<RegistryTls>> _tls = new();

    public RegistryHandlers(RegistryOptions options, RegistryProxy proxy)
    {
        (_options, _proxy) = (options, proxy);
        _shared = Create(Usual);
    }

    private SslClientAuthenticationOptions Usual =>
        new()
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                UntrustedCertificateException.Validate(certificate, chain, errors, _options.TrustedAuthorities),
        };

    /// <exception cref="Diagnostics.ContainerizeException">CTZ3030, CTZ3031: a certificate's file or a proxy's address cannot be
    /// used.</exception>
    public HttpMessageInvoker For(Uri uri)
    {
        // The handler takes a proxy that cannot be told for none, and would go out without it.
        _proxy.GetProxy(uri);
        return uri.Scheme == Uri.UriSchemeHttps ? _own.GetOrAdd(uri.Authority, _ => new(() => Create(uri))).Value : _shared;
    }

    /// <summary>Connections for logins alone: each is made to where the rule lets the registry send them.</summary>
    /// <exception cref="RegistryFailure">CTZ3081: it does not.</exception>
    /// <exception cref="Diagnostics.ContainerizeException">As above.</exception>
    public HttpMessageInvoker For(TokenServerRule rule)
    {
        if (RegistryAddress.IsSameOrigin(rule.Root, rule.Realm))
        {
            return For(rule.Realm);
        }

        _proxy.GetProxy(rule.Realm);
        rule.CheckLiteral(_dialer.ReachOf(rule.Root));
        return _own.GetOrAdd($"{rule.Registry} {rule.Root.Scheme} {rule.Realm.GetLeftPart(UriPartial.Authority)}", _ =>
            new(() => Create(TlsOf(rule) ?? Usual, address => rule.Check(address, _dialer.ReachOf(rule.Root))))
        ).Value;
    }

    /// <summary>Whether a server on this host asked for a certificate and got none; it need not say so when it hangs up.</summary>
    public bool MissesCertificate(Uri uri) => uri.Scheme == Uri.UriSchemeHttps && _unanswered.ContainsKey(uri.IdnHost);

    public void Dispose()
    {
        foreach (var own in _own.Values.Where(own => own.IsValueCreated && own.Value != _shared))
        {
            own.Value.Dispose();
        }

        _shared.Dispose();
    }

    private HttpMessageInvoker Create(Uri uri) =>
        RegistryAddress.NameOf(uri) is { } registry && Tls(registry).ToOptions() is { } tls ? Create(tls) : _shared;

    private SslClientAuthenticationOptions? TlsOf(TokenServerRule rule) =>
        rule.Realm.Scheme == Uri.UriSchemeHttps && RegistryAddress.NameOf(rule.Realm) is { } realm
            ? Tls(realm).ToOptions(Tls(rule.Registry))
            : null;

    private RegistryTls Tls(RegistryName name) => _tls.GetOrAdd(name, _ => new(() => new RegistryTls(name, _options))).Value;

    /// <summary>What an HttpClient adds, a limit of time and whole answers in memory, is done better elsewhere or not wanted.</summary>
    private HttpMessageInvoker Create(SslClientAuthenticationOptions tls, Action<IPAddress>? check = null)
    {
        if (tls.ClientCertificateContext is null)
        {
            tls.LocalCertificateSelectionCallback = (_, host, _, remote, _) =>
            {
                // The first time is before the first request.
                if (remote is not null)
                {
                    _unanswered[host] = host;
                }

                return null!;
            };
        }

        return new(Handler(tls, check));
    }

    private SocketsHttpHandler Handler(SslClientAuthenticationOptions tls, Action<IPAddress>? check) =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            ConnectCallback = (context, cancellationToken) => _dialer.ConnectAsync(_options.Dial, context, check, cancellationToken),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            EnableMultipleHttp2Connections = true,
            Proxy = _proxy,
            SslOptions = tls,
        };
}
