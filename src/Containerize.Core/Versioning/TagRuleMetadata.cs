using Containerize.Diagnostics;

namespace Containerize.Versioning;

/// <summary>Which metadata a rule takes. MSBuild lets an item have any, and a misspelled <c>Enable</c> would be a tag too many.</summary>
internal static class TagRuleMetadata
{
    /// <summary>So many letters may be wrong in a name that is suggested.</summary>
    private const int MaximumDistance = 2;

    private static readonly string[] OfAll = ["Prefix", "Suffix", "Enable", "Priority", "TimeZone"];

    private static readonly Dictionary<string, string[]> OfKind = new(StringComparer.Ordinal)
    {
        ["schedule"] = ["Pattern"],
        ["semver"] = ["Pattern", "Value", "Match"],
        ["match"] = ["Pattern", "Value", "Group"],
        ["edge"] = ["Branch"],
        ["ref"] = ["Event"],
        ["unique"] = [],
        ["raw"] = ["Value", "Pattern"],
        ["sha"] = ["Format"],
    };

    // Of Visual Studio and MSBuild, for any item.
    private static readonly string[] Foreign =
    [
        "Visible",
        "InProject",
        "OriginalItemSpec",
        "MSBuildSourceProjectFile",
        "MSBuildSourceTargetName",
    ];

    /// <param name="rule">Its kind in lower case; of a kind that is none, nothing is said.</param>
    /// <param name="errors">Gets CTZ1143 for each name that the rule would ignore.</param>
    public static void Check(TagRuleInput rule, ICollection<Diagnostic> errors)
    {
        if (rule.Metadata.IsEmpty || !OfKind.TryGetValue(rule.Kind, out var own))
        {
            return;
        }

        string[] known = [.. own, .. OfAll];
        foreach (var name in rule.Metadata.Where(name => !known.Concat(Foreign).Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            var meant = name.Equals("Tz", StringComparison.OrdinalIgnoreCase)
                ? "TimeZone"
                : known
                    .Select(one => (Name: one, Distance: Distance(name, one)))
                    .Where(one => one.Distance <= MaximumDistance)
                    .OrderBy(one => one.Distance)
                    .FirstOrDefault()
                    .Name;
            errors.Add(
                InputDiagnostics.UnknownRuleMetadata.Create(
                    rule.Kind,
                    name,
                    meant is null ? "" : $"Did you mean {meant}? ",
                    string.Join(", ", known)
                )
            );
        }
    }

    /// <summary>How many letters to add, remove or change (Levenshtein).</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 0; i < left.Length; i++)
        {
            var (diagonal, previous) = (row[0], row[0] = i + 1);
            for (var j = 0; j < right.Length; j++)
            {
                var changed = diagonal + (char.ToUpperInvariant(left[i]) == char.ToUpperInvariant(right[j]) ? 0 : 1);
                diagonal = row[j + 1];
                previous = row[j + 1] = Math.Min(changed, Math.Min(previous, diagonal) + 1);
            }
        }

        return row[^1];
    }
}
