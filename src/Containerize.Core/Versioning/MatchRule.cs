using System.Text.RegularExpressions;
using Containerize.Diagnostics;

namespace Containerize.Versioning;

/// <summary>Regular expressions of rules. Apart from the others, so that only who has one pays for them.</summary>
internal static class MatchRule
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <returns>What the group matched in <paramref name="text"/>; null where nothing did, or <paramref name="errors"/> has
    /// CTZ1134.</returns>
    public static string? Apply(TagRuleInput rule, string text, ICollection<Diagnostic> errors) =>
        Find(rule.Kind, "Pattern", rule.Pattern ?? "", text, rule.Group, errors);

    /// <param name="kind">The rule's, for the message.</param>
    /// <param name="metadata">Where the pattern is written, for the message.</param>
    /// <param name="pattern">A regular expression, or one between slashes with flags after it, as JavaScript writes it.</param>
    /// <param name="text">What it is looked for in.</param>
    /// <param name="group">Number or name of the part that counts; all of it where it is empty.</param>
    /// <param name="errors">Gets CTZ1134.</param>
    public static string? Find(string kind, string metadata, string pattern, string text, string? group, ICollection<Diagnostic> errors)
    {
        try
        {
            var (expression, options) = Read(pattern);
            var match = Regex.Match(text, expression, options, Limit);
            var part = string.IsNullOrEmpty(group) ? match : match.Groups[group];
            return match.Success && part.Success ? part.Value : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or RegexMatchTimeoutException)
        {
            errors.Add(InputDiagnostics.InvalidTagMatch.Create(kind, metadata, pattern, exception.Message));
            return null;
        }
    }

    /// <exception cref="FormatException">A flag is none that means anything here.</exception>
    private static (string Expression, RegexOptions Options) Read(string pattern)
    {
        var end = pattern.LastIndexOf('/');
        if (pattern is not ['/', ..] || end < 2)
        {
            return (pattern, Options);
        }

        var options = Options;
        foreach (var flag in pattern[(end + 1)..])
        {
            options |= flag switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                // The first match counts anyway, and all text is Unicode.
                'g' or 'u' => RegexOptions.None,
                _ => throw new FormatException(
                    $"The flag '{flag}' after the last '/' is not known; use i, m and s. At the beginning, write \\/ for "
                        + "a slash that is part of the expression."
                ),
            };
        }

        return (pattern[1..end], options);
    }
}
