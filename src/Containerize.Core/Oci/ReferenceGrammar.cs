namespace Containerize.Oci;

/// <summary>
/// What repositories, tags and registries may be called. Source: OCI distribution specification, "Pulling manifests";
/// registry names as in the <c>distribution/reference</c> grammar. Loops rather than those patterns (which the tests
/// compare them with): the regular expressions' engine is nothing that a publish should load for three names.
/// </summary>
internal static class ReferenceGrammar
{
    /// <summary>The limit that registries set on registry and repository together, in characters.</summary>
    public const int MaximumNameLength = 255;

    private const int MaximumTagLength = 128;
    private const int MaximumPortLength = 5;

    public static bool IsRepository(string text) => text.Length <= MaximumNameLength && Array.TrueForAll(text.Split('/'), IsPathComponent);

    public static bool IsTag(string text)
    {
        if (text.Length is 0 or > MaximumTagLength || text[0] is '.' or '-')
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Host with optional port; an IPv6 address is in brackets.</summary>
    /// <remarks>The grammar lets ports above 65535 and impossible addresses pass, which no URI can hold.</remarks>
    public static bool IsRegistry(string text)
    {
        if (text.Length is 0 or > MaximumNameLength)
        {
            return false;
        }

        var hostEnd = text[0] == '[' ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        var host = hostEnd < 0 ? text : text[..hostEnd];
        return (host.StartsWith('[') ? IsAddress(host) : Array.TrueForAll(host.Split('.'), IsHostLabel))
            && (host.Length == text.Length || IsPort(text.AsSpan(host.Length)))
            && Uri.TryCreate($"https://{text}/", UriKind.Absolute, out _);
    }

    /// <summary>Runs of lower-case letters and digits; between them one dot, one or two underscores, or hyphens.</summary>
    private static bool IsPathComponent(string text)
    {
        for (var index = 0; ; )
        {
            var start = index;
            while (index < text.Length && (char.IsAsciiLetterLower(text[index]) || char.IsAsciiDigit(text[index])))
            {
                index++;
            }

            if (index == start || index == text.Length)
            {
                return index > start;
            }

            var separator = text[index];
            var longest = separator switch
            {
                '.' => 1,
                '_' => 2,
                '-' => text.Length,
                _ => 0,
            };
            for (start = index; index < text.Length && text[index] == separator && index - start < longest; index++) { }
        }
    }

    private static bool IsHostLabel(string label) =>
        label.Length > 0 && label[0] != '-' && label[^1] != '-' && IsAll(label, c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsAddress(ReadOnlySpan<char> host) =>
        host.Length > 2 && host[^1] == ']' && IsAll(host[1..^1], c => char.IsAsciiHexDigit(c) || c == ':');

    private static bool IsPort(ReadOnlySpan<char> text) =>
        text.Length is > 1 and <= MaximumPortLength + 1 && text[0] == ':' && IsAll(text[1..], char.IsAsciiDigit);

    private static bool IsAll(ReadOnlySpan<char> text, Func<char, bool> isLegal)
    {
        foreach (var c in text)
        {
            if (!isLegal(c))
            {
                return false;
            }
        }

        return true;
    }
}
