using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Auth;

namespace Containerize.Registry;

/// <summary>Turns an answer that nobody can use into a coded failure with what the server said and what helps.</summary>
internal static class ResponseErrors
{
    private const int MaximumBody = 64 << 10;
    private const HttpStatusCode TooEarly = (HttpStatusCode)425;

    /// <param name="exchange">The answer.</param>
    /// <param name="registry">The registry, as in an image reference.</param>
    /// <param name="root">Where it answers itself.</param>
    /// <param name="credential">The account that was used, to name its source.</param>
    /// <param name="now">What a date to wait for is compared with.</param>
    public static Task<RegistryFailure> ReadAsync(
        Exchange exchange,
        string registry,
        Uri root,
        RegistryCredential? credential,
        DateTimeOffset now
    ) => ReadAsync(exchange, credential, now, answer =>
        {
            var (action, response, isElsewhere) = (exchange.Action, exchange.Response, !RegistryAddress.IsSameOrigin(root, exchange.Uri));
            if (isElsewhere && response.StatusCode == HttpStatusCode.Unauthorized)
            {
                return RegistryDiagnostics.RefusedElsewhere.Create(
                    action,
                    registry,
                    $"{exchange.Uri.Scheme}://{exchange.Uri.Authority}",
                    answer
                );
            }

            answer = isElsewhere ? $"{answer} (from {exchange.Uri.Authority})" : answer;
            if (isElsewhere && response.StatusCode == HttpStatusCode.Forbidden)
            {
                return RegistryDiagnostics.Denied.Create(
                    action,
                    registry,
                    answer,
                    "No login goes from a registry to another server: the signed address that the registry gave may have "
                        + "ended, so publish again, or look into that server's log"
                );
            }

            var creation = LoginAdvice.Creation(registry, exchange.Uri.AbsolutePath);
            return OfEveryServer(exchange, registry, answer, credential)
                ?? response.StatusCode switch
                {
                    HttpStatusCode.RequestEntityTooLarge => RegistryDiagnostics.TooLarge.Create(action, registry, answer),
                    _ when exchange.IsWebPage => RegistryDiagnostics.NotARegistry.Create(action, registry, $"{answer} with a web page"),
                    HttpStatusCode.NotFound when IsRead(response) => RegistryDiagnostics.ContentMissing.Create(action, registry, answer),
                    HttpStatusCode.NotFound => RegistryDiagnostics.NotFound.Create(action, registry, answer, creation),
                    HttpStatusCode.MethodNotAllowed
                        when response.RequestMessage?.Method is { } method && (method == HttpMethod.Post || method == HttpMethod.Put) =>
                        RegistryDiagnostics.TakesNothing.Create(action, registry, answer),
                    < HttpStatusCode.MultipleChoices => RegistryDiagnostics.NotARegistry.Create(
                        action,
                        registry,
                        $"{answer}, which means nothing here"
                    ),
                    < HttpStatusCode.BadRequest => RegistryDiagnostics.UnsafeRedirect.Create(
                        action,
                        registry,
                        $"a request that must not be redirected ({answer})"
                    ),
                    _ => RegistryDiagnostics.Refused.Create(action, registry, answer + FormatSent(response)),
                };
        });

    /// <summary>The same of a token server. What helps against a registry's refusals does not help against its.</summary>
    public static Task<RegistryFailure> ReadTokenServerAsync(
        Exchange exchange,
        string registry,
        RegistryCredential? credential,
        DateTimeOffset now
    ) =>
        ReadAsync(exchange, credential, now, answer =>
            OfEveryServer(exchange, registry, answer, credential)
            ?? (
                exchange.Response.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest
                    ? RegistryDiagnostics.UnsafeRedirect.Create(
                        exchange.Action,
                        exchange.Uri.Authority,
                        $"a request that must not be redirected ({answer})"
                    )
                    : RegistryDiagnostics.TokenServerRefuses.Create(
                        exchange.Uri.GetLeftPart(UriPartial.Path),
                        registry,
                        exchange.Response.RequestMessage?.Method,
                        answer
                    )
            )
        );

    private static async Task<RegistryFailure> ReadAsync(
        Exchange exchange,
        RegistryCredential? credential,
        DateTimeOffset now,
        Func<string, Diagnostic> diagnose
    )
    {
        var (response, status) = (exchange.Response, exchange.Response.StatusCode);
        var body = await exchange.ReadBodyAsync(MaximumBody) ?? [];
        return new RegistryFailure(diagnose(Describe(response, ErrorText.Parse(body.AsMemory()), credential)))
        {
            Status = status,
            ErrorCode = ErrorText.ParseCode(body.AsMemory()),
            IsTransient = IsTransient(status),
            RetryAfter = RetryAfter(response.Headers.RetryAfter, now),
            SuggestsOtherScheme = status == HttpStatusCode.BadRequest && exchange.Uri.Scheme == Uri.UriSchemeHttp,
        };
    }

    private static Diagnostic? OfEveryServer(Exchange exchange, string registry, string answer, RegistryCredential? credential) =>
        exchange.Response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => RegistryDiagnostics.LoginRequired.Create(
                exchange.Action,
                registry,
                answer,
                Account(credential),
                LoginAdvice.Command(registry)
            ),
            HttpStatusCode.Forbidden => RegistryDiagnostics.Denied.Create(
                exchange.Action,
                registry,
                answer,
                $"{Account(credential)} Give that account the right, log in with another ('{LoginAdvice.Command(registry)}'), "
                    + $"or {LoginAdvice.Creation(registry, exchange.Uri.AbsolutePath)}"
            ),
            HttpStatusCode.TooManyRequests => RegistryDiagnostics.TooManyRequests.Create(exchange.Action, registry, answer),
            >= HttpStatusCode.InternalServerError => RegistryDiagnostics.ServerFailed.Create(exchange.Action, registry, answer),
            _ => null,
        };

    /// <summary>A blob is read by its digest: there is no name that could be wrong, nor anything to create.</summary>
    private static bool IsRead(HttpResponseMessage response) =>
        response.RequestMessage is { Method.Method: "GET", RequestUri: { } uri }
        && uri.AbsolutePath.Contains("/blobs/", StringComparison.Ordinal);

    /// <summary>Some registries take images of one format only; which was sent is known where it is a manifest.</summary>
    private static string FormatSent(HttpResponseMessage response) =>
        response.RequestMessage?.Content?.Headers.ContentType?.MediaType switch
        {
            MediaTypes.OciManifest or MediaTypes.OciIndex => " to a manifest in OCI's format; ContainerImageFormat=Docker sends Docker's",
            MediaTypes.DockerManifest or MediaTypes.DockerManifestList =>
                " to a manifest in Docker's format; ContainerImageFormat=OCI sends OCI's",
            _ => "",
        };

    /// <summary>What passes. A server that does not know how to do something will not learn it.</summary>
    private static bool IsTransient(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.RequestTimeout or TooEarly or HttpStatusCode.TooManyRequests => true,
            HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported => false,
            _ => status >= HttpStatusCode.InternalServerError,
        };

    /// <summary>Seconds, or a date. Source: RFC 9110, section 10.2.3.</summary>
    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset now) =>
        header?.Delta ?? (header?.Date is { } date ? TimeSpan.FromTicks(Math.Max(0, (date - now).Ticks)) : null);

    private static string Describe(HttpResponseMessage response, string? body, RegistryCredential? credential)
    {
        var answer = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}");

        // Concealed first: what is cut off in the middle of a secret would not be found.
        return (body ?? ChallengeError(response)) is { } said
            ? $"{answer} ({ErrorText.Clean(Conceal(said, response, credential))})"
            : answer;
    }

    /// <summary>An answer to HEAD has no body; the challenge may say why. Source: RFC 6750, section 3.</summary>
    private static string? ChallengeError(HttpResponseMessage response) =>
        response.Headers.TryGetValues("WWW-Authenticate", out var values)
            ? values
                .SelectMany(value => AuthenticationChallenge.Parse(value))
                .Select(challenge => challenge["error_description"] ?? challenge["error"])
                .FirstOrDefault(text => !string.IsNullOrEmpty(text))
            : null;

    /// <summary>A server that repeats what was sent to it does not get a secret into a log.</summary>
    private static string Conceal(string text, HttpResponseMessage response, RegistryCredential? credential)
    {
        foreach (var secret in (credential?.Forms ?? []).Append(response.RequestMessage?.Headers.Authorization?.Parameter))
        {
            text = string.IsNullOrEmpty(secret) ? text : text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }

    private static string Account(RegistryCredential? credential) =>
        credential is null ? "No credentials were found for it." : $"The credentials used come from {credential.Source}.";
}
