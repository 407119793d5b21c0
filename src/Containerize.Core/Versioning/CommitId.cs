namespace Containerize.Versioning;

/// <summary>What git calls a commit: 40 hexadecimal digits (SHA-1) or 64 (SHA-256).</summary>
public static class CommitId
{
    private const int ShortLength = 7;

    public static bool IsFull(string text) => text.Length is 40 or 64 && IsHexadecimal(text);

    /// <summary>The first 7 digits; null for a revision that is no commit id, such as Subversion's <c>r1234</c>.</summary>
    public static string? Shorten(string revision) =>
        revision.Length >= ShortLength && IsHexadecimal(revision) ? revision[..ShortLength].ToLowerInvariant() : null;

    /// <summary>
    /// A version for a commit that has none: below every other, <c>0.0.0-dev.0a1b2c3</c>. SemVer (9) knows no number
    /// with leading zeros, so where the 7 digits look like one, more of them follow.
    /// </summary>
    public static string? DevelopmentVersion(string revision)
    {
        if (Shorten(revision) is null)
        {
            return null;
        }

        var length = ShortLength;
        while (revision[0] == '0' && length < revision.Length && revision.AsSpan(0, length).ContainsAnyExceptInRange('0', '9') is false)
        {
            length++;
        }

        return $"0.0.0-dev.{revision[..length].ToLowerInvariant()}";
    }

    private static bool IsHexadecimal(string text) => text.All(char.IsAsciiHexDigit);
}
