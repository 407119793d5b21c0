using System.Text.Json;
using System.Text.RegularExpressions;
using Containerize.Diagnostics;

namespace Containerize.Registry;

/// <summary>
/// Makes what a server said fit to print: its error codes and messages only, short, on one line, and without the
/// parts of addresses that carry secrets. Source: OCI distribution specification, "Error Codes".
/// </summary>
internal static partial class ErrorText
{
    private const int MaximumLength = 300;
    private const int MaximumErrors = 3;

    /// <summary>The messages of an error document, or null where the body is not one.</summary>
    public static string? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            if (root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array)
            {
                return NullIfEmpty(string.Join("; ", errors.EnumerateArray().Take(MaximumErrors).Select(Describe).OfType<string>().Distinct()));
            }

            // Token servers have no common form of errors; these are the usual ones.
            return Field(root, "error_description") ?? Field(root, "details") ?? Field(root, "message") ?? Field(root, "error");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

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
        return code is null ? message : message is null ? code : $"{code}: {message}";
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
