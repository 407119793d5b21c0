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
    /// <param name="credential">The account that was used, to name its source.</param>
    /// <param name="now">What a date to wait for is compared with.</param>
    public static async Task<RegistryFailure> ReadAsync(Exchange exchange, string registry, RegistryCredential? credential, DateTimeOffset now)
    {
        var response = exchange.Response;
        var status = response.StatusCode;
        var body = await exchange.ReadBodyAsync(MaximumBody) ?? [];
        var answer = Describe(response, ErrorText.Parse(body.AsMemory()), credential);
        if (exchange.Uri.Authority != RegistryAddress.WithoutStandardPort(RegistryHost(registry)) && !exchange.Action.Contains(exchange.Uri.Authority, StringComparison.Ordinal))
        {
            answer = $"{answer} (from {exchange.Uri.Authority})";
        }

        var creation = LoginAdvice.Creation(registry, exchange.Uri.AbsolutePath);
        var diagnostic = status switch
        {
            HttpStatusCode.Unauthorized => RegistryDiagnostics.LoginRequired.Create(exchange.Action, registry, answer, Account(credential), LoginAdvice.Command(registry)),
            HttpStatusCode.Forbidden => RegistryDiagnostics.Denied.Create(exchange.Action, registry, answer, Account(credential), LoginAdvice.Command(registry), creation),
            HttpStatusCode.TooManyRequests => RegistryDiagnostics.TooManyRequests.Create(exchange.Action, registry, answer),
            HttpStatusCode.RequestEntityTooLarge => RegistryDiagnostics.TooLarge.Create(exchange.Action, registry, answer),
            >= HttpStatusCode.InternalServerError => RegistryDiagnostics.ServerFailed.Create(exchange.Action, registry, answer),
            _ when exchange.IsWebPage => RegistryDiagnostics.NotARegistry.Create(exchange.Action, registry, $"{answer} with a web page"),
            HttpStatusCode.NotFound => RegistryDiagnostics.NotFound.Create(exchange.Action, registry, answer, creation),
            HttpStatusCode.MethodNotAllowed when response.RequestMessage?.Method is { } method && (method == HttpMethod.Post || method == HttpMethod.Put) => RegistryDiagnostics.TakesNothing.Create(exchange.Action, registry, answer),
            < HttpStatusCode.MultipleChoices => RegistryDiagnostics.NotARegistry.Create(exchange.Action, registry, $"{answer}, which means nothing here"),
            < HttpStatusCode.BadRequest => RegistryDiagnostics.UnsafeRedirect.Create(exchange.Action, registry, $"a request that must not be redirected ({answer})"),
            _ => RegistryDiagnostics.Refused.Create(exchange.Action, registry, answer),
        };
        return new RegistryFailure(diagnostic)
        {
            Status = status,
            ErrorCode = ErrorText.ParseCode(body.AsMemory()),
            IsTransient = IsTransient(status),
            RetryAfter = RetryAfter(response.Headers.RetryAfter, now),
            SuggestsOtherScheme = status == HttpStatusCode.BadRequest && exchange.Uri.Scheme == Uri.UriSchemeHttp,
        };
    }

    /// <summary>What passes. A server that does not know how to do something will not learn it.</summary>
    private static bool IsTransient(HttpStatusCode status) => status switch
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
        return (body ?? ChallengeError(response)) is { } said ? $"{answer} ({ErrorText.Clean(Conceal(said, response, credential))})" : answer;
    }

    /// <summary>An answer to HEAD has no body; the challenge may say why. Source: RFC 6750, section 3.</summary>
    private static string? ChallengeError(HttpResponseMessage response) =>
        response.Headers.TryGetValues("WWW-Authenticate", out var values)
            ? values.SelectMany(value => AuthenticationChallenge.Parse(value)).Select(challenge => challenge["error_description"] ?? challenge["error"]).FirstOrDefault(text => !string.IsNullOrEmpty(text))
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

    private static string RegistryHost(string registry) => registry == ImageReference.DockerHub ? RegistryAddress.DockerHubHost : registry;
}
