using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Versioning;

/// <summary>
/// Which tags an image gets: the ones a person names, else those of the project's rules or its scheme, which by default
/// are those of its version, else those of its commit.
/// </summary>
internal static class TagRules
{
    /// <param name="named">From <see cref="ExplicitTags"/>.</param>
    /// <param name="selection">What the project says.</param>
    /// <param name="context">What is built.</param>
    /// <param name="errors">Gets CTZ1130 to CTZ1143 for rules, and CTZ6002 where the version is too long for a tag.</param>
    /// <returns>The most exact first; at least one, unless there are errors.</returns>
    public static ImmutableArray<PlannedTag> Choose(
        ImmutableArray<string> named,
        TagSelection selection,
        TagContext context,
        ICollection<Diagnostic> errors
    )
    {
        if (!named.IsEmpty)
        {
            return [.. named.Select(tag => new PlannedTag(tag))];
        }

        var flavor = string.IsNullOrWhiteSpace(selection.Flavor)
            ? new TagFlavor()
            : TagFlavor.Parse(selection.Flavor, errors).Expand(new TagExpressions(context, new TagRuleInput("ContainerTagFlavor"), errors));
        if (selection.IsSemver)
        {
            return context.Version is { } version ? FromVersion(version, flavor, context, errors) : FromCommit(flavor, context);
        }

        if (selection.Effective is { } rules)
        {
            return new TagRuleSet(context, flavor, errors).Evaluate(rules);
        }

        errors.Add(InputDiagnostics.UnknownTagScheme.Create(selection.Scheme));
        return [];
    }

    private static ImmutableArray<PlannedTag> FromVersion(
        ClaimedVersion version,
        TagFlavor flavor,
        TagContext context,
        ICollection<Diagnostic> errors
    )
    {
        var names = VersionTags.Create(version.Version);
        var tags = new VersionedTags(context, version, flavor.Prefix + names[0] + flavor.Suffix);
        if (!ReferenceGrammar.IsTag(tags.Exact.Name))
        {
            errors.Add(MetadataDiagnostics.VersionTooLong.Create(version.Text, version.Origin, tags.Exact.Name.Length));
        }

        var result = ImmutableArray.CreateBuilder<PlannedTag>();
        result.Add(tags.Exact);
        foreach (var name in names.Skip(1).Where(name => name != VersionTags.Latest))
        {
            result.Add(tags.Moving(flavor.Prefix + name + flavor.Suffix, name.Split('.').Length));
        }

        if (flavor.Latest ?? !version.Version.IsPrerelease)
        {
            result.Add(tags.Moving(flavor.LatestTag, 0));
        }

        return result.ToImmutable();
    }

    /// <summary>What is proposed only is not the latest: a pull request gets its number instead.</summary>
    private static ImmutableArray<PlannedTag> FromCommit(TagFlavor flavor, TagContext context)
    {
        var result = ImmutableArray.CreateBuilder<PlannedTag>();
        if (context.Revision is { } revision && CommitId.Shorten(revision) is { } commit)
        {
            result.Add(new($"sha-{context.Marked(commit)}{flavor.Suffix}"));
        }

        if (context.PullRequest is { Length: > 0 } number)
        {
            result.Add(new(TagExpressions.Sanitize($"pr-{number}{flavor.Suffix}")));
        }

        if (result.Count == 0 || (flavor.Latest ?? context.PullRequest is null))
        {
            result.Add(new(flavor.LatestTag));
        }

        return result.ToImmutable();
    }
}
