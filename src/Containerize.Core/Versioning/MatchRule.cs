using System.Text.RegularExpressions;
using Containerize.Diagnostics;

namespace Containerize.Versioning;

/// <summary>Rules of the kind <c>match</c>. Apart from the others, so that only who has one pays for regular expressions.</summary>
internal static class MatchRule
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <returns>What the group matched in <paramref name="text"/>; null where nothing did, or <paramref name="errors"/> has CTZ1134.</returns>
    public static string? Apply(TagRuleInput rule, string text, ICollection<Diagnostic> errors)
    {
        try
        {
            var match = Regex.Match(text, rule.Pattern ?? "", RegexOptions.CultureInvariant, Limit);
            var group = string.IsNullOrEmpty(rule.Group) ? match : match.Groups[rule.Group];
            return match.Success && group.Success ? group.Value : null;
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            errors.Add(InputDiagnostics.InvalidTagMatch.Create(rule.Pattern, exception.Message));
            return null;
        }
    }
}
