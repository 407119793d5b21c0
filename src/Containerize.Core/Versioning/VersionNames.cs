namespace Containerize.Versioning;

/// <summary>
/// Names that versions give tags, which a branch must not take: it moves freely, and a version's tags keep promises. Whole
/// versions are never a branch's; <c>1</c> and <c>1.2</c> are where the project's rules give these to versions.
/// </summary>
internal sealed class VersionNames(TagFlavor flavor, bool hasVersions)
{
    /// <param name="branch">The branch that is built; null where it is none.</param>
    /// <param name="rule">What made the tag, perhaps of the branch's name.</param>
    /// <param name="tag">The tag.</param>
    public bool IsTakenBy(string? branch, TagRuleInput rule, string tag)
    {
        if (
            branch is null
            || TagExpressions.Sanitize(branch) is not { Length: > 0 } name
            || !tag.Contains(name, StringComparison.Ordinal)
            || !Has(name)
        )
        {
            return false;
        }

        // The flavor is around versions too, a rule's own prefix only around this.
        var start = rule.Prefix is null && tag.StartsWith(flavor.Prefix, StringComparison.Ordinal) ? flavor.Prefix.Length : 0;
        var end = rule.Suffix is null && tag.EndsWith(flavor.Suffix, StringComparison.Ordinal) ? flavor.Suffix.Length : 0;
        return tag == flavor.LatestTag || Has(tag) || (start + end < tag.Length && Has(tag[start..^end]));
    }

    private bool Has(string name)
    {
        if (name == VersionTags.Latest || name == flavor.LatestTag)
        {
            return true;
        }

        var numbers = name.Split('-')[0];
        var isWhole = numbers.AsSpan().Count('.') >= 2;
        return ClaimedVersion.Parse(name, "") is not null && (isWhole || (hasVersions && numbers.Length == name.Length));
    }
}
