namespace Containerize.Versioning;

/// <summary>What git calls a commit: 40 hexadecimal digits (SHA-1) or 64 (SHA-256).</summary>
internal static class CommitId
{
    private const int ShortLength = 7;
    private const int MaximumIdentifier = 64;

    /// <summary>What follows a commit in a tag where the working tree is not that commit.</summary>
    public const string DirtySuffix = "-dirty";

    public static bool IsFull(string text) => text.Length is 40 or 64 && IsHexadecimal(text);

    /// <summary>The first 7 digits; null for a revision that is no commit id, such as Subversion's <c>r1234</c>.</summary>
    public static string? Shorten(string revision) =>
        revision.Length >= ShortLength && IsHexadecimal(revision) ? revision[..ShortLength].ToLowerInvariant() : null;

    /// <summary>
    /// A version for a commit that has none: below every other, <c>0.0.0-dev.0a1b2c3</c>. SemVer (9) knows no number
    /// with leading zeros, so where the 7 digits look like one, more of them follow. A revision that is no commit id is in
    /// there as it is, but for what SemVer does not allow.
    /// </summary>
    public static string? DevelopmentVersion(string revision)
    {
        if (Shorten(revision) is null)
        {
            return Identifier(revision) is { } identifier ? $"0.0.0-dev.{identifier}" : null;
        }

        var length = ShortLength;
        while (revision[0] == '0' && length < revision.Length && revision.AsSpan(0, length).ContainsAnyExceptInRange('0', '9') is false)
        {
            length++;
        }

        return $"0.0.0-dev.{revision[..length].ToLowerInvariant()}";
    }

    /// <summary>
    /// A short or foreign revision as one identifier of SemVer (9), which has letters, digits and hyphens; null where
    /// nothing of it can be one.
    /// </summary>
    private static string? Identifier(string revision)
    {
        var parts = string.Concat(revision.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'))
            .Split('-', StringSplitOptions.RemoveEmptyEntries);
        var text = string.Join('-', parts);
        text = text.Length > MaximumIdentifier ? text[..MaximumIdentifier] : text;
        return text.Length == 0 ? null
            : text.Length > 1 && text[0] == '0' && text.All(char.IsAsciiDigit) ? $"r{text}"
            : text;
    }

    private static bool IsHexadecimal(string text) => text.All(char.IsAsciiHexDigit);
}
