using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Containerize.Diagnostics;

namespace Containerize.Registry.Http;

/// <summary>
/// One request and its response over connections that all registries share; what goes wrong below HTTP becomes a coded failure.
/// Redirects, cookies and credentials are nothing it does by itself.
/// </summary>
internal sealed class HttpSender : IDisposable
{
    /// <summary>
    /// Above this a body goes by HTTP/1.1. HTTP/2, where TLS offers it, has all requests on one connection: that saves
    /// handshakes, but all uploads on it wait for one window, which servers keep at 1 MiB or less.
    /// </summary>
    private const long OwnConnectionSize = 1 << 20;

    private readonly RegistryOptions _options;
    private readonly RegistryProxy _proxy;
    private readonly RegistryHandlers _handlers;
    private readonly ProductInfoHeaderValue _product;

    public HttpSender(RegistryOptions options)
    {
        _options = options;
        _proxy = new RegistryProxy(options.EnvironmentVariables);
        _handlers = new RegistryHandlers(options, _proxy);
        _product = new ProductInfoHeaderValue("Containerize.Sdk", options.ProductVersion);
    }

    /// <summary>Sends, and returns as soon as the headers of the response are there.</summary>
    /// <param name="request">What is sent.</param>
    /// <param name="action">What is tried, for the message: "read the manifest 'app:1.0'".</param>
    /// <param name="deadline">The time it has.</param>
    /// <param name="cancellationToken">The caller's own, to tell a cancellation from a time-out.</param>
    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        string action,
        RequestDeadline deadline,
        CancellationToken cancellationToken
    ) => SendAsync(request, () => _handlers.For(request.RequestUri!), action, deadline, cancellationToken);

    /// <summary>Sends a login, to where the rule lets it go.</summary>
    /// <exception cref="RegistryFailure">CTZ3081: it does not; and as above.</exception>
    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        TokenServerRule rule,
        string action,
        RequestDeadline deadline,
        CancellationToken cancellationToken
    ) => SendAsync(request, () => _handlers.For(rule), action, deadline, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        Func<HttpMessageInvoker> connections,
        string action,
        RequestDeadline deadline,
        CancellationToken cancellationToken
    )
    {
        var uri = request.RequestUri!;
        if (_options.IsOffline)
        {
            throw new RegistryFailure(RegistryDiagnostics.Offline.Create(action, uri.Authority));
        }

        var isLarge = request.Content?.Headers.ContentLength > OwnConnectionSize;
        (request.Version, request.VersionPolicy) = (
            isLarge ? HttpVersion.Version11 : HttpVersion.Version20,
            HttpVersionPolicy.RequestVersionOrLower
        );
        try
        {
            request.Headers.UserAgent.Add(_product);
            var response = await connections().SendAsync(request, deadline.Token);

            // The query stays out: upload sessions and storage addresses carry secrets there.
            _options.Log.Write(
                MessageImportance.Low,
                $"{request.Method} {uri.Scheme}://{uri.Authority}{uri.AbsolutePath}: {(int)response.StatusCode} (HTTP/{response.Version})"
            );
            return response;
        }
        catch (HttpRequestException exception) when (exception.InnerException is RegistryFailure refused)
        {
            throw new RegistryFailure(refused.Diagnostic, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (request.Content as BlobContent)?.ReadFailure?.Throw();
            throw exception is not OperationCanceledException && _handlers.MissesCertificate(uri)
                ? new RegistryFailure(RegistryDiagnostics.CertificateWanted.Create(action, uri.Authority), exception)
                : Failure(exception, uri, action, deadline, _proxy.Describe(uri));
        }
    }

    /// <summary>The failure for an exception of sending a request or reading a response.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="uri">Where the request went.</param>
    /// <param name="action">What was tried.</param>
    /// <param name="deadline">The time it had.</param>
    /// <param name="proxy">The proxy that it went through, or null.</param>
    public static RegistryFailure Failure(Exception exception, Uri uri, string action, RequestDeadline deadline, string? proxy = null)
    {
        var host = uri.Authority;
        if (exception is OperationCanceledException && deadline.Token.IsCancellationRequested)
        {
            return new(
                RegistryDiagnostics.TimedOut.Create(action, host, deadline.Time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)),
                exception
            )
            {
                IsTransient = true,
            };
        }

        if (exception is OperationCanceledException { InnerException: TimeoutException })
        {
            return Unreachable($"it did not accept a connection within {RegistryHandlers.ConnectTimeout.TotalSeconds:0} seconds");
        }

        // What was not cancelled here is a stream that the server reset while its body was being read.
        var socket = (
            exception.InnerException as SocketException ?? exception.InnerException?.InnerException as SocketException
        )?.SocketErrorCode;
        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => Unreachable(
                proxy is null ? $"the name '{uri.IdnHost}' cannot be resolved" : $"the name of the proxy {proxy} cannot be resolved"
            ),
            HttpRequestError.ConnectionError => Unreachable(
                socket switch
                {
                    _ when proxy is not null => $"no connection could be made to the proxy {proxy}",
                    SocketError.ConnectionRefused => $"no program listens on port {uri.Port.ToString(CultureInfo.InvariantCulture)}",
                    SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no route to it",
                    null => "no connection could be made",
                    _ => $"no connection could be made ({socket})",
                }
            ),
            HttpRequestError.ProxyTunnelError => Unreachable(
                (exception as HttpRequestException)?.StatusCode is HttpStatusCode.ProxyAuthenticationRequired
                    ? $"the proxy {proxy} requires a login: write user and password into the variable, as http://USER:PASSWORD@HOST:PORT"
                    : $"the proxy {proxy} refuses to connect to it"
            ),
            HttpRequestError.SecureConnectionError => new(
                RegistryDiagnostics.TlsFailed.Create(action, host, TlsProblem(exception)),
                exception
            )
            {
                SuggestsOtherScheme = exception.InnerException is not UntrustedCertificateException,
            },
            HttpRequestError.InvalidResponse => new(
                RegistryDiagnostics.NotARegistry.Create(action, host, "its answer is not HTTP"),
                exception
            )
            {
                SuggestsOtherScheme = true,
            },
            _ => new(
                RegistryDiagnostics.ConnectionLost.Create(
                    action,
                    host,
                    socket switch
                    {
                        null => "it was closed before the answer was complete",
                        SocketError.ConnectionReset => "the other side closed it",
                        SocketError.TimedOut => "no more data came",
                        _ => "it was closed while data was sent",
                    }
                ),
                exception
            )
            {
                IsTransient = true,
                SuggestsOtherScheme = true,
            },
        };

        RegistryFailure Unreachable(string reason) =>
            new(RegistryDiagnostics.Unreachable.Create(action, host, reason), exception)
            {
                SuggestsOtherScheme = uri.Scheme == Uri.UriSchemeHttps,
            };
    }

    public void Dispose() => _handlers.Dispose();

    private static string TlsProblem(Exception exception) =>
        exception.InnerException switch
        {
            UntrustedCertificateException untrusted => untrusted.Message,
            AuthenticationException => "it does not answer with TLS, or both sides support no common version and cipher",
            _ => "the TLS handshake was interrupted",
        };
}
