namespace Containerize.Diagnostics;

/// <summary>
/// The account that may be written before a host, <c>user:password@host</c>: a message does not repeat it. What is in
/// its place is <c>***</c>.
/// </summary>
internal static class UserInfo
{
    private const string Mark = "***";
    private const string SchemeEnd = "://";

    /// <summary>A text without the accounts of the addresses in it.</summary>
    public static string Hide(string text)
    {
        for (
            var start = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
            start >= 0;
            start = text.IndexOf(SchemeEnd, start + SchemeEnd.Length, StringComparison.Ordinal)
        )
        {
            var from = start + SchemeEnd.Length;
            var length = text.AsSpan(from).IndexOfAny(" \t\r\n\"'<>");
            var end = EndOf(text.AsSpan(from, length < 0 ? text.Length - from : length));
            text = end > 0 && !IsNameForSsh(text, start, from, end) ? $"{text[..from]}{Mark}{text[(from + end)..]}" : text;
        }

        return text;
    }

    /// <summary>
    /// The name of a registry or an image, with or without a scheme, without an account. No name has an <c>@</c> but before a
    /// digest, so that all before any other is taken for one.
    /// </summary>
    public static string HideInName(string name)
    {
        var scheme = name.IndexOf(SchemeEnd, StringComparison.Ordinal);
        var from = scheme < 0 ? 0 : scheme + SchemeEnd.Length;
        var end = LastSign(name.AsSpan(from));
        return end > 0 ? $"{name[..from]}{Mark}{name[(from + end)..]}" : name;
    }

    /// <summary>A user without a password is part of an address of ssh, and of no use without a key.</summary>
    private static bool IsNameForSsh(string text, int start, int from, int end) =>
        text.AsSpan(0, start).EndsWith("ssh", StringComparison.OrdinalIgnoreCase) && !text.AsSpan(from, end).Contains(':');

    /// <summary>
    /// Where the <c>@</c> after the account is, or -1. A password may have any sign, <c>/</c> and <c>@</c> too; an
    /// <c>@</c> before a digest, or somewhere in a path, is none of an account.
    /// </summary>
    private static int EndOf(ReadOnlySpan<char> text)
    {
        var at = LastSign(text);
        var slash = at < 0 ? -1 : text[..at].IndexOf('/');
        var first = slash < 0 ? [] : text[..slash];
        var colon = first.IndexOf(':');
        return slash < 0 || first.Contains('@') || (colon >= 0 && first[(colon + 1)..].ContainsAnyExceptInRange('0', '9')) ? at : -1;
    }

    /// <summary>The last <c>@</c> that is not before a digest.</summary>
    private static int LastSign(ReadOnlySpan<char> text)
    {
        var at = text.LastIndexOf('@');
        return at >= 0 && text[(at + 1)..] is var rest && (rest.StartsWith("sha256:") || rest.StartsWith("sha512:"))
            ? text[..at].LastIndexOf('@')
            : at;
    }
}
