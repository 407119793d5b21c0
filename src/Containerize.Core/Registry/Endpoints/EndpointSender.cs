using System.Net;
using System.Net.Http.Headers;
using Containerize.Diagnostics;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>Sends an endpoint's request and follows redirects, without taking credentials along to other places.</summary>
internal sealed class EndpointSender(HttpSender sender, RegistryOptions options)
{
    private const int MaximumRedirects = 5;

    /// <summary>Above this, it is worth a round trip to hear a refusal before the body is sent.</summary>
    private const long ExpectContinueSize = 4 << 20;

    /// <param name="endpoint">The request.</param>
    /// <param name="root">The registry's root.</param>
    /// <param name="authorization">What is for the registry, and goes nowhere else.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RegistryFailure">There is no answer, or one that leads to where the client does not go.</exception>
    public async Task<RegistryResponse> SendAsync<T>(
        RegistryEndpoint<T> endpoint,
        Uri root,
        AuthenticationHeaderValue? authorization,
        CancellationToken cancellationToken
    )
    {
        var deadline = new RequestDeadline(options.Timeout, cancellationToken);
        try
        {
            var uri = endpoint.GetUri(root);
            var trusted = authorization;
            for (var redirects = 0; ; redirects++)
            {
                // An upload's location may be another host's: what is for the registry stays with the registry. Another
                // host that sends back does not choose what is done there with the account.
                trusted = RegistryAddress.IsSameOrigin(root, uri) ? trusted : null;
                using var request = CreateRequest(endpoint, uri, trusted, await endpoint.CreateContentAsync(deadline, cancellationToken));
                var response = await sender.SendAsync(request, endpoint.Action, deadline, cancellationToken);
                if (RedirectTarget(endpoint, response, uri) is not { } target)
                {
                    return new RegistryResponse(response, uri, endpoint.Action, deadline, cancellationToken);
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

    private static HttpRequestMessage CreateRequest<T>(
        RegistryEndpoint<T> endpoint,
        Uri uri,
        AuthenticationHeaderValue? authorization,
        HttpContent? content
    )
    {
        var request = new HttpRequestMessage(endpoint.Method, uri) { Content = content };
        request.Headers.Authorization = authorization;
        request.Headers.ExpectContinue =
            content is not null && (endpoint.AsksFirst || content.Headers.ContentLength >= ExpectContinueSize) ? true : null;
        request.Headers.Range = endpoint.Range;
        if (endpoint.Replaces is { } replaced)
        {
            request.Headers.IfMatch.Add(replaced);
        }

        foreach (var type in endpoint.Accept)
        {
            request.Headers.Accept.Add(new(type));
        }

        return request;
    }

    /// <summary>Requests with an effect are sent again only where the status says that the method stays.</summary>
    private static Uri? RedirectTarget<T>(RegistryEndpoint<T> endpoint, HttpResponseMessage response, Uri uri)
    {
        var follows = response.StatusCode switch
        {
            HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect => true,
            HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther => endpoint.Method == HttpMethod.Get
                || endpoint.Method == HttpMethod.Head,
            _ => false,
        };
        return follows ? ResponseLocation.Read(response, uri, endpoint.Action) : null;
    }

    /// <summary>A server that was asked over https is not followed to an unencrypted address.</summary>
    /// <exception cref="RegistryFailure">CTZ3014.</exception>
    public static void CheckTarget(string action, Uri from, Uri to)
    {
        if (to.Scheme != Uri.UriSchemeHttps && (to.Scheme != Uri.UriSchemeHttp || from.Scheme != Uri.UriSchemeHttp))
        {
            throw new RegistryFailure(
                RegistryDiagnostics.UnsafeRedirect.Create(
                    action,
                    from.Authority,
                    $"from {from.Scheme} to {to.Scheme}://{to.Authority}, which is not encrypted"
                )
            );
        }
    }

    private static void CheckRedirect(string action, Uri from, Uri to, int redirects)
    {
        if (redirects >= MaximumRedirects)
        {
            throw new RegistryFailure(
                RegistryDiagnostics.UnsafeRedirect.Create(action, from.Authority, $"more than {MaximumRedirects} times")
            );
        }

        CheckTarget(action, from, to);
    }
}
