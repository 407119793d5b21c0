using System.Net;
using System.Net.Http.Headers;
using Containerize.Diagnostics;
using Containerize.Registry.Auth;
using Containerize.Registry.Endpoints;

namespace Containerize.Registry;

/// <summary>
/// Sends the requests of endpoints to one registry: finds out whether it speaks https or http, logs in when asked,
/// and follows redirects without taking credentials along.
/// </summary>
internal sealed class RegistryTransport(string registry, HttpSender sender, Authenticator authenticator, RegistryOptions options) : IDisposable
{
    private const int MaximumRedirects = 5;

    /// <summary>Above this, it is worth a round trip to hear a refusal before the body is sent.</summary>
    private const long ExpectContinueSize = 4 << 20;

    private readonly SemaphoreSlim _firstContact = new(1, 1);
    private volatile Uri? _root;

    public string Registry => registry;

    public RegistryOptions Options => options;

    /// <exception cref="ContainerizeException">CTZ3xxx.</exception>
    public Task<T> SendAsync<T>(RegistryEndpoint<T> endpoint, RegistryAccess access, CancellationToken cancellationToken) =>
        Retry.RunAsync(() => AttemptAsync(endpoint, access, cancellationToken), options, cancellationToken);

    /// <summary>One try, for callers that repeat more than one request.</summary>
    /// <exception cref="RegistryFailure">It failed.</exception>
    public async Task<T> AttemptAsync<T>(RegistryEndpoint<T> endpoint, RegistryAccess access, CancellationToken cancellationToken)
    {
        var exchange = await FirstContactAsync(endpoint, cancellationToken);
        AuthenticationHeaderValue? authorization = null;
        var keep = false;
        try
        {
            if (exchange is null)
            {
                authorization = await authenticator.GetAsync(_root!, access, rejected: null, cancellationToken);
                exchange = await ExchangeAsync(endpoint, _root!, authorization, cancellationToken);
            }

            if (exchange.Response.StatusCode == HttpStatusCode.Unauthorized && RegistryAddress.IsSameOrigin(_root!, exchange.Uri))
            {
                authenticator.Learn(exchange.Response, endpoint.Action);
                var renewed = await authenticator.GetAsync(_root!, access, rejected: authorization, cancellationToken);
                if (renewed is not null && !renewed.Equals(authorization))
                {
                    exchange.Dispose();
                    exchange = await ExchangeAsync(endpoint, _root!, renewed, cancellationToken);
                }
            }

            if (!endpoint.Handles(exchange.Response.StatusCode))
            {
                throw await ResponseErrors.ReadAsync(exchange, registry, authenticator.CredentialFor(access.Operation));
            }

            var result = await endpoint.ReadAsync(exchange);
            keep = endpoint.KeepsExchange;
            return result;
        }
        catch (FormatException exception)
        {
            throw new RegistryFailure(RegistryDiagnostics.NotARegistry.Create(endpoint.Action, registry, exception.Message), exception);
        }
        finally
        {
            if (!keep)
            {
                exchange?.Dispose();
            }
        }
    }

    public void Dispose() => _firstContact.Dispose();

    /// <summary>
    /// The first request goes alone: its answer tells scheme and login, and the others need not find out again. Null
    /// where that was done before.
    /// </summary>
    private async Task<Exchange?> FirstContactAsync<T>(RegistryEndpoint<T> endpoint, CancellationToken cancellationToken)
    {
        if (_root is not null)
        {
            return null;
        }

        await _firstContact.WaitAsync(cancellationToken);
        try
        {
            if (_root is not null)
            {
                return null;
            }

            var (root, exchange) = await ContactAsync(endpoint, cancellationToken);
            _root = root;
            return exchange;
        }
        finally
        {
            _firstContact.Release();
        }
    }

    private async Task<(Uri Root, Exchange Exchange)> ContactAsync<T>(RegistryEndpoint<T> endpoint, CancellationToken cancellationToken)
    {
        RegistryFailure? first = null;
        foreach (var root in RegistryAddress.Candidates(registry, options.IsInsecure(registry)))
        {
            try
            {
                var exchange = await ExchangeAsync(endpoint, root, authorization: null, cancellationToken);
                if (exchange.Response.StatusCode == HttpStatusCode.Unauthorized)
                {
                    authenticator.Learn(exchange.Response, endpoint.Action);
                }
                else if (first is null && IsPlainHttpRefused(exchange))
                {
                    using (exchange)
                    {
                        throw await ResponseErrors.ReadAsync(exchange, registry, credential: null);
                    }
                }

                return (root, exchange);
            }
            catch (RegistryFailure failure) when (failure.SuggestsOtherScheme && first is null)
            {
                first = failure;
            }
            catch (RegistryFailure failure) when (failure.InnerException?.InnerException is not UntrustedCertificateException)
            {
                // Both schemes failed: the first is the likely one, and tells more.
                throw first ?? failure;
            }
        }

        throw first!;
    }

    /// <summary>Servers that speak TLS answer plain http with 400, and with no more of HTTP than that.</summary>
    private static bool IsPlainHttpRefused(Exchange exchange) =>
        exchange.Uri.Scheme == Uri.UriSchemeHttp
        && exchange.Response.StatusCode == HttpStatusCode.BadRequest
        && !exchange.Response.Headers.Contains("Docker-Distribution-Api-Version");

    private async Task<Exchange> ExchangeAsync<T>(RegistryEndpoint<T> endpoint, Uri root, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var deadline = new RequestDeadline(options.Timeout, cancellationToken);
        try
        {
            var uri = endpoint.GetUri(root);
            for (var redirects = 0; ; redirects++)
            {
                // An upload's location may be another host's: what is for the registry stays with the registry.
                var trusted = RegistryAddress.IsSameOrigin(root, uri) ? authorization : null;
                var response = await SendAsync(endpoint, uri, trusted, deadline, cancellationToken);
                if (RedirectTarget(endpoint, response, uri) is not { } target)
                {
                    return new Exchange(response, uri, endpoint.Action, deadline, cancellationToken);
                }

                response.Dispose();
                CheckRedirect(endpoint.Action, uri, target, redirects);
                uri = target;
            }
        }
        catch
        {
            deadline.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAsync<T>(
        RegistryEndpoint<T> endpoint, Uri uri, AuthenticationHeaderValue? authorization, RequestDeadline deadline, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(endpoint.Method, uri);
        request.Headers.Authorization = authorization;
        foreach (var type in endpoint.Accept)
        {
            request.Headers.Accept.Add(new(type));
        }

        request.Content = await endpoint.CreateContentAsync(deadline, cancellationToken);
        request.Headers.ExpectContinue = request.Content?.Headers.ContentLength >= ExpectContinueSize ? true : null;
        try
        {
            return await sender.SendAsync(request, endpoint.Action, deadline, cancellationToken);
        }
        catch (Exception exception) when (exception is RegistryFailure && (request.Content as BlobContent)?.ReadFailure is not null)
        {
            ((BlobContent)request.Content).ReadFailure!.Throw();
            throw;
        }
    }

    /// <summary>Requests with an effect are sent again only where the status says that the method stays.</summary>
    private static Uri? RedirectTarget<T>(RegistryEndpoint<T> endpoint, HttpResponseMessage response, Uri uri)
    {
        var follows = response.StatusCode switch
        {
            HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect => true,
            HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther => endpoint.Method == HttpMethod.Get || endpoint.Method == HttpMethod.Head,
            _ => false,
        };
        return follows && response.Headers.Location is { } location ? new Uri(uri, location) : null;
    }

    private static void CheckRedirect(string action, Uri from, Uri to, int redirects)
    {
        var problem = redirects >= MaximumRedirects ? $"more than {MaximumRedirects} times"
            : to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp) ? null
            : $"from {from.Scheme} to {to.Scheme}://{to.Authority}, which is not protected";
        if (problem is not null)
        {
            throw new RegistryFailure(RegistryDiagnostics.UnsafeRedirect.Create(action, from.Authority, problem));
        }
    }
}
