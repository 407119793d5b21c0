using System.Text.RegularExpressions;

namespace Containerize.EndToEnd.Tests.Documentation;

/// <summary>Links between pages and to files of the repository; addresses elsewhere are not asked.</summary>
internal static partial class Links
{
    public static IEnumerable<string> Broken(IEnumerable<string> pages) =>
        from page in pages
        from Match link in Link().Matches(File.ReadAllText(Repository.PathOf(page)))
        let target = link.Groups["path"].Value
        where !target.Contains("://", StringComparison.Ordinal)
        let path = Repository.PathOf(target.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, target))
        where !Path.Exists(path) || (link.Groups["anchor"].Success && !Anchors(path).Contains(link.Groups["anchor"].Value))
        select $"{page} links to {link.Groups["path"]}{link.Groups["anchor"]}";

    /// <summary>As GitHub makes them of headings: lower case, hyphens for blanks, no punctuation.</summary>
    private static HashSet<string> Anchors(string path) =>
        [
            .. Heading()
                .Matches(File.ReadAllText(path))
                .Select(heading => Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')),
        ];

    [GeneratedRegex(@"\]\((?<path>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Punctuation();
}
