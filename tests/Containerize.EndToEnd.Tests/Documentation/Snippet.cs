using System.Text.RegularExpressions;

namespace Containerize.EndToEnd.Tests.Documentation;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">Path below the repository: <c>docs/tags.md</c>.</param>
/// <param name="Line">Of the opening fence, from 1.</param>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="Text">What is inside.</param>
internal sealed partial record Snippet(string Page, int Line, string Language, string Text)
{
    public override string ToString() => $"{Page}:{Line}";

    /// <summary>All blocks of the README and of <c>docs</c>.</summary>
    public static IReadOnlyList<Snippet> ReadAll() =>
        [
            .. Repository.Pages.SelectMany(page =>
            {
                var text = File.ReadAllText(Repository.PathOf(page));
                return Fence()
                    .Matches(text)
                    .Select(block => new Snippet(
                        page,
                        text.AsSpan(0, block.Index).Count('\n') + 1,
                        block.Groups["language"].Value,
                        block.Groups["text"].Value
                    ));
            }),
        ];

    // A block in a list is indented, and its fence as much as its text.
    [GeneratedRegex(
        @"^(?<indent> *)```(?<language>[^\r\n]*)\r?\n(?<text>.*?)^\k<indent>```",
        RegexOptions.Multiline | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Fence();
}
