using System.Net;
using System.Text;
using System.Text.Json;
using Containerize.Oci;

namespace Containerize.Engine;

/// <summary>What engines say in JSON when something fails.</summary>
internal static class EngineMessage
{
    // A page of some web server in between says nothing in a message.
    private const int LongestPlainText = 200;

    /// <summary>Reads an answer, an object or a list.</summary>
    /// <exception cref="FormatException">It is not JSON, or not what <paramref name="read"/> expects.</exception>
    public static T Parse<T>(byte[] json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException("it is not the JSON that was expected", exception);
        }
    }

    /// <summary>The engine's own words in a response, or its status where it has none.</summary>
    public static string Words(HttpStatusCode code, string? response)
    {
        var (body, status) = ((response ?? "").Trim(), $"HTTP {(int)code} {code}");
        return FindError(body)
            ?? (
                body.Length is > 0 and < LongestPlainText && body[0] is not ('<' or '{')
                    ? $"{status}: {body.ReplaceLineEndings(" ")}"
                    : status
            );
    }

    /// <summary>
    /// The error in a message: <c>errorDetail.message</c> or <c>error</c> in a stream of them, <c>message</c> in a
    /// response of its own. Null if it reports none.
    /// </summary>
    public static string? FindError(string json)
    {
        try
        {
            return string.IsNullOrWhiteSpace(json)
                ? null
                : OciJson.Read(Encoding.UTF8.GetBytes(json), root =>
                    (
                        OciJson.Optional(root, "errorDetail", JsonValueKind.Object) is { } detail
                            ? OciJson.OptionalString(detail, "message")
                            : null
                    )
                    ?? OciJson.OptionalString(root, "error")
                    ?? OciJson.OptionalString(root, "message")
                );
        }
        catch (FormatException)
        {
            // Not a message of this kind, so not an error either; whether the image is there is asked afterwards anyway.
            return null;
        }
    }
}
