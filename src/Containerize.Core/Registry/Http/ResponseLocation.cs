using Containerize.Diagnostics;

namespace Containerize.Registry.Http;

/// <summary>Where an answer leads: its <c>Location</c>. Source: RFC 9110, section 10.2.2.</summary>
internal static class ResponseLocation
{
    /// <summary>Null where the answer has none.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="asked">Where it came from.</param>
    /// <param name="action">What was tried, for the message.</param>
    /// <exception cref="RegistryFailure">CTZ3014: it is no address.</exception>
    public static Uri? Read(HttpResponseMessage response, Uri asked, string action)
    {
        // What is no address is not there when it is read as one.
        var text = response.Headers.Location?.OriginalString
            ?? (response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.First() : null);
        return text is null
            ? null
            : RegistryAddress.Resolve(asked, text)
                ?? throw new RegistryFailure(
                    RegistryDiagnostics.UnsafeRedirect.Create(
                        action,
                        asked.Authority,
                        $"to '{ErrorText.Clean(text)}', which is not an address"
                    )
                );
    }
}
