using System.Collections.Immutable;
using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Versioning;

/// <summary>
/// Evaluates rules: kinds, expressions, order, prefixes and <c>latest</c> mean what docker/metadata-action documents, with
/// the version of the build in place of the git tag's, whichever source it has.
/// </summary>
internal sealed class TagRuleSet(TagContext context, TagFlavor flavor, ICollection<Diagnostic> errors)
{
    // The action's own order, the highest first.
    private static readonly Dictionary<string, int> Priorities = new(StringComparer.Ordinal)
    {
        ["schedule"] = 1000,
        ["semver"] = 900,
        ["match"] = 800,
        ["edge"] = 700,
        ["ref"] = 600,
        ["unique"] = 500,
        ["raw"] = 200,
        ["sha"] = 100,
    };

    public ImmutableArray<ImageTag> Evaluate(ImmutableArray<TagRuleInput> rules)
    {
        var before = errors.Count;
        var hasVersions = rules.Any(rule => Kind(rule) == "semver");
        // The highest priority goes first, and of equals a version's own tag.
        var found = rules
            .Select(rule => rule with { Kind = Kind(rule) })
            .Select(rule => (Rule: rule, Priority: Priority(rule)))
            .SelectMany(one => Apply(one.Rule, hasVersions).Select(tag => (Tag: tag, one.Priority)))
            .OrderByDescending(one => one.Priority)
            .ThenBy(one => one.Tag.Tag?.Movement == TagMovement.Fixed ? 0 : 1)
            .Select(one => one.Tag)
            .ToList();
        if (errors.Count > before)
        {
            return [];
        }

        if (found.Count > 0 && (flavor.Latest ?? found[0].GivesLatest))
        {
            var tags = Versioned(found);
            found.Add(
                RuleTag.Create("latest", flavor.LatestTag, flavor.LatestTag, tag => tags?.Moving(tag, 0) ?? new(tag), givesLatest: true)
            );
        }

        return Distinct(found);
    }

    /// <summary>Which version <c>latest</c> goes by: that of the first exact tag.</summary>
    private VersionedTags? Versioned(List<RuleTag> found) =>
        found.Find(one => one.Tag is { Version.Length: > 0 } tag && tag.Name == tag.ExactTag) is { Version: { } version, Tag: { } exact }
            ? new VersionedTags(context, version, exact.Name)
            : null;

    private static string Kind(TagRuleInput rule) => rule.Kind.Trim().ToLowerInvariant();

    private IEnumerable<RuleTag> Apply(TagRuleInput rule, bool hasVersions)
    {
        TagRuleMetadata.Check(rule, errors);
        var expressions = new TagExpressions(context, rule, errors);
        if (!IsEnabled(rule, expressions))
        {
            return [];
        }

        if (rule.Kind == "semver")
        {
            return new SemverRule(rule, context, errors).Apply(text => Around(rule, expressions, text, ""));
        }

        var (text, prefix, latest) = rule.Kind switch
        {
            "match" => (
                MatchRule.Apply(rule, rule.Value is { Length: > 0 } value ? expressions.Expand(value) : context.GitTag ?? "", errors),
                "",
                true
            ),
            "ref" => Reference(rule),
            "edge" => (
                context.Branch is { } branch && branch == (string.IsNullOrEmpty(rule.Branch) ? context.DefaultBranch : rule.Branch)
                    ? "edge"
                    : null,
                "",
                false
            ),
            "schedule" => (
                context.IsScheduled ? expressions.Expand(string.IsNullOrEmpty(rule.Pattern) ? "nightly" : rule.Pattern) : null,
                "",
                false
            ),
            "sha" => (Commit(rule), "sha-", false),
            "raw" => (expressions.Expand(rule.Value ?? rule.Pattern ?? ""), "", false),
            "unique" => (Unique(), context.BuildId is null ? "" : "build-", false),
            _ => (null, "", false),
        };
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        var full = Around(rule, expressions, text, prefix);
        var name = TagExpressions.Sanitize(full);
        if (rule is { Kind: "ref", Event: "tag" } && VersionOf(text) is { } version)
        {
            return
            [
                RuleTag.Create(rule.Kind, full, name, tag => new VersionedTags(context, version, tag).Exact(tag), latest) with
                {
                    Version = version,
                },
            ];
        }

        if (rule.Kind != "match" && new VersionNames(flavor, hasVersions).IsTakenBy(context.Branch, rule, name))
        {
            errors.Add(InputDiagnostics.BranchIsVersion.Create(rule.Kind, context.Branch, name));
        }

        var movement = rule.Kind == "unique" && !context.AllowOverwrite ? TagMovement.Fixed : TagMovement.Free;
        return [RuleTag.Create(rule.Kind, full, name, tag => new(tag, movement), latest)];
    }

    /// <summary>The version that the git tag is; null where it is another one.</summary>
    private ClaimedVersion? VersionOf(string gitTag) =>
        context.Version is { IsSet: true } version && version.GitTag == gitTag ? version : ClaimedVersion.FromGitTag(gitTag, "");

    private (string? Text, string Prefix, bool Latest) Reference(TagRuleInput rule)
    {
        switch (rule.Event)
        {
            case "branch":
                return (context.Branch, "", false);
            case "tag":
                return (context.GitTag, "", true);
            case "pr":
                return (context.PullRequest, "pr-", false);
            default:
                errors.Add(InputDiagnostics.InvalidTagRule.Create(rule.Kind, $"has Event=\"{rule.Event}\"", "Event is branch, tag or pr"));
                return (null, "", false);
        }
    }

    private string? Commit(TagRuleInput rule)
    {
        switch (rule.Format)
        {
            case null or "" or "short":
                return context.Revision is { } revision && CommitId.Shorten(revision) is { } commit ? context.Marked(commit) : null;
            case "long":
                return context.Revision is null ? null : context.Marked(context.Revision);
            default:
                errors.Add(InputDiagnostics.InvalidTagRule.Create(rule.Kind, $"has Format=\"{rule.Format}\"", "Format is short or long"));
                return null;
        }
    }

    private string Unique()
    {
        var time = context.Now.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return context.BuildId
            ?? (context.Revision is { } revision && CommitId.Shorten(revision) is { } commit ? $"{commit}-{time}" : time);
    }

    /// <summary>A rule's own prefix and suffix take the place of the kind's, and those of the flavor's.</summary>
    private string Around(TagRuleInput rule, TagExpressions expressions, string text, string kindPrefix)
    {
        var prefix = rule.Prefix is null ? (kindPrefix.Length > 0 ? kindPrefix : flavor.Prefix) : expressions.Expand(rule.Prefix);
        var suffix = rule.Suffix is null ? flavor.Suffix : expressions.Expand(rule.Suffix);
        return prefix + text + suffix;
    }

    private bool IsEnabled(TagRuleInput rule, TagExpressions expressions)
    {
        switch (string.IsNullOrWhiteSpace(rule.Enable) ? "true" : expressions.Expand(rule.Enable).Trim().ToLowerInvariant())
        {
            case "true":
                return true;
            case "false":
                return false;
            default:
                errors.Add(
                    InputDiagnostics.InvalidTagRule.Create(
                        rule.Kind,
                        $"has Enable=\"{rule.Enable}\"",
                        "Enable is true or false, or an expression that gives one of them"
                    )
                );
                return false;
        }
    }

    private int Priority(TagRuleInput rule)
    {
        if (!Priorities.TryGetValue(rule.Kind, out var priority))
        {
            errors.Add(
                InputDiagnostics.InvalidTagRule.Create(rule.Kind, "is not a kind of rule", $"Use {string.Join(", ", Priorities.Keys)}")
            );
        }
        else if (
            !string.IsNullOrWhiteSpace(rule.Priority)
            && !int.TryParse(rule.Priority, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out priority)
        )
        {
            errors.Add(
                InputDiagnostics.InvalidTagRule.Create(rule.Kind, $"has Priority=\"{rule.Priority}\"", "Priority is a whole number")
            );
        }

        return priority;
    }

    /// <summary>Each tag once; two rules may give one tag only where they mean the same.</summary>
    private ImmutableArray<ImageTag> Distinct(List<RuleTag> found)
    {
        var before = errors.Count;
        foreach (var same in found.GroupBy(one => one.Name, StringComparer.Ordinal))
        {
            var first = same.First();
            if (first.Tag is null)
            {
                errors.Add(InputDiagnostics.InvalidRuleTag.Create(first.Kind, same.Key, same.Key.Length));
            }
            else if (same.FirstOrDefault(one => one.Text != first.Text) is { } other)
            {
                errors.Add(InputDiagnostics.TagCollision.Create(first.Kind, first.Text, other.Kind, other.Text, same.Key));
            }
            else if (
                same.FirstOrDefault(one => one.Tag?.Movement != first.Tag.Movement || one.Tag.Scope != first.Tag.Scope) is { } different
            )
            {
                errors.Add(InputDiagnostics.TagWithTwoMeanings.Create(first.Kind, different.Kind, same.Key));
            }
        }

        if (found.Count == 0)
        {
            errors.Add(InputDiagnostics.NoTagFromRules.Create(Event()));
        }

        return errors.Count > before ? [] : [.. found.Select(one => one.Tag).OfType<ImageTag>().DistinctBy(tag => tag.Name)];
    }

    private string Event() =>
        context switch
        {
            { PullRequest: { } number } => $"pull request {number}".TrimEnd(),
            { GitTag: { } tag } => $"git tag {tag}",
            { Branch: { } branch } => $"branch {branch}",
            _ => "a build without branch and git tag",
        };
}

/// <summary>What a rule gave.</summary>
/// <param name="Kind">The rule's.</param>
/// <param name="Text">Before invalid characters were replaced.</param>
/// <param name="Name">After that.</param>
/// <param name="Tag">The tag; null where <paramref name="Name"/> is not valid.</param>
/// <param name="GivesLatest">Whether <c>latest</c> goes with it, where it is the first.</param>
internal sealed record RuleTag(string Kind, string Text, string Name, ImageTag? Tag, bool GivesLatest)
{
    public static RuleTag Create(string kind, string text, string name, Func<Tag, ImageTag> create, bool givesLatest) =>
        new(kind, text, name, Oci.Tag.TryParse(name, out var tag) ? create(tag) : null, givesLatest);

    /// <summary>The version that the tag is of; null where it is of none.</summary>
    public ClaimedVersion? Version { get; init; }
}
