using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Auth;

/// <summary>Turns an answer that cannot be used into a coded failure, with the server's words and the remedy.</summary>
internal static class ResponseErrors
{
    private const int MaximumBody = 64 << 10;
    private const HttpStatusCode TooEarly = (HttpStatusCode)425;

    /// <param name="response">The answer.</param>
    /// <param name="registry">The registry, as in an image reference.</param>
    /// <param name="root">Where it answers itself.</param>
    /// <param name="credential">The account that was used, to name its source.</param>
    /// <param name="now">What a date to wait for is compared with.</param>
    public static Task<RegistryFailure> ReadAsync(
        RegistryResponse response,
        RegistryName registry,
        Uri root,
        RegistryCredential? credential,
        DateTimeOffset now
    ) => ReadAsync(response, credential, now, answer =>
        {
            var (action, message, isElsewhere) = (response.Action, response.Message, !RegistryAddress.IsSameOrigin(root, response.Uri));
            if (isElsewhere && message.StatusCode == HttpStatusCode.Unauthorized)
            {
                return RegistryDiagnostics.RefusedElsewhere.Create(
                    action,
                    registry,
                    $"{response.Uri.Scheme}://{response.Uri.Authority}",
                    answer
                );
            }

            answer = isElsewhere ? $"{answer} (from {response.Uri.Authority})" : answer;
            if (isElsewhere && message.StatusCode == HttpStatusCode.Forbidden)
            {
                return RegistryDiagnostics.Denied.Create(
                    action,
                    registry,
                    answer,
                    "No login goes from a registry to another server: the signed address that the registry gave may have "
                        + "expired, so publish again, or read that server's log"
                );
            }

            var creation = LoginAdvice.Creation(registry, response.Uri.AbsolutePath);
            return FromAnyServer(response, registry, answer, credential)
                ?? message.StatusCode switch
                {
                    HttpStatusCode.RequestEntityTooLarge => RegistryDiagnostics.TooLarge.Create(action, registry, answer),
                    _ when response.IsWebPage => RegistryDiagnostics.NotARegistry.Create(action, registry, $"{answer} with a web page"),
                    HttpStatusCode.NotFound when IsRead(message) => RegistryDiagnostics.ContentMissing.Create(action, registry, answer),
                    HttpStatusCode.NotFound => RegistryDiagnostics.NotFound.Create(action, registry, answer, creation),
                    HttpStatusCode.MethodNotAllowed
                        when message.RequestMessage?.Method is { } method && (method == HttpMethod.Post || method == HttpMethod.Put) =>
                        RegistryDiagnostics.TakesNothing.Create(action, registry, answer),
                    < HttpStatusCode.MultipleChoices => RegistryDiagnostics.NotARegistry.Create(
                        action,
                        registry,
                        $"{answer}, which is not a valid answer"
                    ),
                    < HttpStatusCode.BadRequest => RegistryDiagnostics.UnsafeRedirect.Create(
                        action,
                        registry,
                        $"a request that must not be redirected ({answer})"
                    ),
                    _ => RegistryDiagnostics.Refused.Create(action, registry, answer + FormatSent(message)),
                };
        });

    /// <summary>The same of a token server. What helps against a registry's refusals does not help against its.</summary>
    public static Task<RegistryFailure> ReadTokenServerAsync(
        RegistryResponse response,
        RegistryName registry,
        RegistryCredential? credential,
        DateTimeOffset now
    ) =>
        ReadAsync(response, credential, now, answer =>
            FromAnyServer(response, registry, answer, credential)
            ?? (
                response.Message.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest
                    ? RegistryDiagnostics.UnsafeRedirect.Create(
                        response.Action,
                        response.Uri.Authority,
                        $"a request that must not be redirected ({answer})"
                    )
                    : RegistryDiagnostics.TokenServerRefuses.Create(
                        response.Uri.GetLeftPart(UriPartial.Path),
                        registry,
                        response.Message.RequestMessage?.Method,
                        answer
                    )
            )
        );

    private static async Task<RegistryFailure> ReadAsync(
        RegistryResponse response,
        RegistryCredential? credential,
        DateTimeOffset now,
        Func<string, Diagnostic> diagnose
    )
    {
        var (message, status) = (response.Message, response.Message.StatusCode);
        var body = await response.ReadBodyAsync(MaximumBody) ?? [];
        return new RegistryFailure(diagnose(Describe(message, ErrorText.Parse(body.AsMemory()), credential)))
        {
            Status = status,
            ErrorCode = ErrorText.ParseCode(body.AsMemory()),
            IsTransient = IsTransient(status),
            RetryAfter = RetryAfter(message.Headers.RetryAfter, now),
            SuggestsOtherScheme = status == HttpStatusCode.BadRequest && response.Uri.Scheme == Uri.UriSchemeHttp,
        };
    }

    private static Diagnostic? FromAnyServer(
        RegistryResponse response,
        RegistryName registry,
        string answer,
        RegistryCredential? credential
    ) =>
        response.Message.StatusCode switch
        {
            HttpStatusCode.Unauthorized => RegistryDiagnostics.LoginRequired.Create(
                response.Action,
                registry,
                answer,
                Account(credential),
                LoginAdvice.Command(registry)
            ),
            HttpStatusCode.Forbidden => RegistryDiagnostics.Denied.Create(
                response.Action,
                registry,
                answer,
                $"{Account(credential)} Give that account the right, log in with another ('{LoginAdvice.Command(registry)}'), "
                    + $"or {LoginAdvice.Creation(registry, response.Uri.AbsolutePath)}"
            ),
            HttpStatusCode.TooManyRequests => RegistryDiagnostics.TooManyRequests.Create(response.Action, registry, answer),
            >= HttpStatusCode.InternalServerError => RegistryDiagnostics.ServerFailed.Create(response.Action, registry, answer),
            _ => null,
        };

    /// <summary>A blob is read by its digest: there is no name that could be wrong, nor anything to create.</summary>
    private static bool IsRead(HttpResponseMessage message) =>
        message.RequestMessage is { Method.Method: "GET", RequestUri: { } uri }
        && uri.AbsolutePath.Contains("/blobs/", StringComparison.Ordinal);

    /// <summary>Some registries take images of one format only; which was sent is known where it is a manifest.</summary>
    private static string FormatSent(HttpResponseMessage message) =>
        message.RequestMessage?.Content?.Headers.ContentType?.MediaType switch
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

    private static string Describe(HttpResponseMessage message, string? body, RegistryCredential? credential)
    {
        var answer = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)message.StatusCode}");

        // Concealed first: what is cut off in the middle of a secret would not be found.
        return (body ?? ChallengeError(message)) is { } said ? $"{answer} ({ErrorText.Clean(Conceal(said, message, credential))})" : answer;
    }

    /// <summary>An answer to HEAD has no body; the challenge may say why. Source: RFC 6750, section 3.</summary>
    private static string? ChallengeError(HttpResponseMessage message) =>
        message.Headers.TryGetValues("WWW-Authenticate", out var values)
            ? values
                .SelectMany(value => AuthenticationChallenge.Parse(value))
                .Select(challenge => challenge["error_description"] ?? challenge["error"])
                .FirstOrDefault(text => !string.IsNullOrEmpty(text))
            : null;

    /// <summary>A server that repeats what was sent to it does not get a secret into a log.</summary>
    private static string Conceal(string text, HttpResponseMessage message, RegistryCredential? credential)
    {
        foreach (var secret in (credential?.Forms ?? []).Append(message.RequestMessage?.Headers.Authorization?.Parameter))
        {
            text = string.IsNullOrEmpty(secret) ? text : text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }

    private static string Account(RegistryCredential? credential) =>
        credential is null ? "No credentials were found for it." : $"The credentials used come from {credential.Source}.";
}
