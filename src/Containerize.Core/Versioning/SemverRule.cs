using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Versioning;

/// <summary>
/// Rules of the kind <c>semver</c>. A prerelease has no parts that users follow: every pattern but <c>{{raw}}</c> is its whole version.
/// </summary>
internal sealed class SemverRule(TagRuleInput rule, TagContext context, ICollection<Diagnostic> errors)
{
    private const string Whole = "{{version}}";

    /// <param name="around">Adds prefix and suffix.</param>
    public IEnumerable<RuleTag> Apply(Func<string, string> around)
    {
        if (Version() is not { } claimed)
        {
            return [];
        }

        var version = claimed.Version;
        var written = string.IsNullOrEmpty(rule.Pattern) ? Whole : rule.Pattern;
        var isRaw = Has(written, "raw");
        var pattern = version.IsPrerelease && !isRaw ? Whole : written;
        var expressions = new TagExpressions(context, rule, errors);
        var text = around(expressions.Expand(pattern, version, claimed.GitTag.Length > 0 ? claimed.GitTag : claimed.Text));
        var name = TagExpressions.Sanitize(text);
        var scope = Scope(pattern, version.IsLegacyVersion);
        var exactName = scope is null ? name : TagExpressions.Sanitize(around(version.ToNormalizedString()));
        var tags = new VersionedTags(context, claimed, Tag.TryParse(exactName, out var exact) ? exact : null);
        return
        [
            RuleTag.Create(
                rule.Kind,
                text,
                name,
                tag => scope is null ? tags.Exact(tag) : tags.Moving(tag, scope.Value),
                !version.IsPrerelease
            ) with
            {
                Version = claimed,
            },
        ];
    }

    /// <summary>How many numbers the pattern has; null where it is the whole version.</summary>
    private static int? Scope(string pattern, bool hasFourNumbers) =>
        Has(pattern, "version") || Has(pattern, "raw") || Has(pattern, "revision") ? null
        : Has(pattern, "patch") ? (hasFourNumbers ? 3 : null)
        : Has(pattern, "minor") ? (Has(pattern, "major") ? 2 : 0)
        : Has(pattern, "major") ? 1
        : 0;

    private static bool Has(string pattern, string name) =>
        pattern.Replace(" ", "", StringComparison.Ordinal).Contains($"{{{{{name}}}}}", StringComparison.Ordinal);

    private ClaimedVersion? Version()
    {
        var isFound = !string.IsNullOrEmpty(rule.Match);
        if (string.IsNullOrEmpty(rule.Value) && !isFound)
        {
            return context.Version;
        }

        var text = string.IsNullOrEmpty(rule.Value) ? context.GitTag ?? "" : new TagExpressions(context, rule, errors).Expand(rule.Value);
        if (isFound)
        {
            // The first group where there is one, as in '/v(.*)$'; a text that does not match is another project's.
            var whole = MatchRule.Find(rule.Kind, "Match", rule.Match!, text, group: null, errors);
            text = whole is null ? "" : MatchRule.Find(rule.Kind, "Match", rule.Match!, text, group: "1", errors) ?? whole;
            if (text.Length == 0)
            {
                return null;
            }
        }

        if (ClaimedVersion.Parse(text, "a ContainerTagRule") is { } version)
        {
            return version;
        }

        if (!string.IsNullOrEmpty(rule.Value))
        {
            errors.Add(InputDiagnostics.RuleVersionInvalid.Create(rule.Value, text));
        }

        return null;
    }
}
