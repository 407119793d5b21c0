using System.Text.Json;
using System.Text.RegularExpressions;
using Containerize.Text;

namespace Containerize.Registry.Http;

/// <summary>
/// Makes what a server said fit to print: its error codes and messages only, short, on one line, and without the
/// parts of addresses that carry secrets. Source: OCI distribution specification, "Error Codes".
/// </summary>
internal static partial class ErrorText
{
    private const int MaximumLength = 300;
    private const int MaximumErrors = 3;

    /// <summary>The first code of an error document; null where there is none.</summary>
    public static string? ParseCode(ReadOnlyMemory<byte> body) =>
        Read(body, root =>
            root.TryGetProperty("errors", out var errors)
            && errors is { ValueKind: JsonValueKind.Array }
            && errors.GetArrayLength() > 0
            && errors[0].ValueKind == JsonValueKind.Object
                ? Field(errors[0], "code")
                : null
        );

    /// <summary>The messages of an error document, or null where the body is not one.</summary>
    public static string? Parse(ReadOnlyMemory<byte> body) => Read(body, Messages);

    private static string? Read(ReadOnlyMemory<byte> body, Func<JsonElement, string?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // Token servers have no common form of errors; these are the usual ones.
    private static string? Messages(JsonElement root) =>
        root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? NullIfEmpty(string.Join("; ", errors.EnumerateArray().Take(MaximumErrors).Select(Describe).OfType<string>().Distinct()))
            : Field(root, "error_description") ?? Field(root, "details") ?? Field(root, "message") ?? Field(root, "error");

    /// <summary>One short line without control characters, user info or queries of addresses.</summary>
    public static string Clean(string text)
    {
        var clean = Query().Replace(UserInfo().Replace(PrintableText.OneLine(text), "://"), "?…").Trim();
        return clean.Length <= MaximumLength ? clean : clean[..MaximumLength] + "…";
    }

    private static string? Describe(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var (code, message) = (Field(error, "code"), Field(error, "message"));
        return code is null ? message
            : message is null ? code
            : $"{code}: {message}";
    }

    private static string? Field(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? NullIfEmpty(value.GetString()!) : null;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    [GeneratedRegex(@"://[^/\s@]*@", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserInfo();

    // The name has no other mark in it, so that a text of nothing but marks is read once and not once for each.
    [GeneratedRegex(@"\?[^\s""'?=]*=[^\s""']*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Query();
}
