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
    public static ImmutableArray<ImageTag> Choose(
        ImmutableArray<Tag> named,
        TagSelection selection,
        TagContext context,
        ICollection<Diagnostic> errors
    )
    {
        if (!named.IsEmpty)
        {
            return [.. named.Select(tag => new ImageTag(tag))];
        }

        var flavor = string.IsNullOrWhiteSpace(selection.Flavor)
            ? new TagFlavor()
            : TagFlavor.Parse(selection.Flavor, errors).Expand(new TagExpressions(context, new TagRuleInput("ContainerTagFlavor"), errors));
        if (selection.IsSemver)
        {
            return context.Version is { } version ? FromVersion(version, flavor, context, errors) : FromCommit(flavor, context, errors);
        }

        if (selection.Effective is { } rules)
        {
            return new TagRuleSet(context, flavor, errors).Evaluate(rules);
        }

        errors.Add(InputDiagnostics.UnknownTagScheme.Create(selection.Scheme));
        return [];
    }

    private static ImmutableArray<ImageTag> FromVersion(
        ClaimedVersion version,
        TagFlavor flavor,
        TagContext context,
        ICollection<Diagnostic> errors
    )
    {
        var names = VersionTags.Create(version.Version);
        var whole = flavor.Prefix + names[0] + flavor.Suffix;
        if (!Tag.TryParse(whole, out var exact))
        {
            errors.Add(MetadataDiagnostics.VersionTooLong.Create(version.Text, version.Origin, whole.Length));
            return [];
        }

        var tags = new VersionedTags(context, version, exact);
        var result = ImmutableArray.CreateBuilder<ImageTag>();
        result.Add(tags.Exact(exact));
        foreach (var name in names.Skip(1).Where(name => name != VersionTags.Latest))
        {
            // Shorter than the exact tag, with the same prefix and suffix.
            result.Add(tags.Moving(Tag.Parse(flavor.Prefix + name + flavor.Suffix), name.Split('.').Length));
        }

        if (flavor.Latest ?? !version.Version.IsPrerelease)
        {
            Add(flavor.LatestTag, tag => tags.Moving(tag, 0), result, errors);
        }

        return result.ToImmutable();
    }

    /// <summary>What is proposed only is not the latest: a pull request gets its number instead.</summary>
    private static ImmutableArray<ImageTag> FromCommit(TagFlavor flavor, TagContext context, ICollection<Diagnostic> errors)
    {
        var result = ImmutableArray.CreateBuilder<ImageTag>();
        if (context.Revision is { } revision && CommitId.Shorten(revision) is { } commit)
        {
            Add($"sha-{context.Marked(commit)}{flavor.Suffix}", tag => new(tag), result, errors);
        }

        if (context.PullRequest is { Length: > 0 } number)
        {
            Add(TagExpressions.Sanitize($"pr-{number}{flavor.Suffix}"), tag => new(tag), result, errors);
        }

        if (result.Count == 0 || (flavor.Latest ?? context.PullRequest is null))
        {
            Add(flavor.LatestTag, tag => new(tag), result, errors);
        }

        return result.ToImmutable();
    }

    private static void Add(string name, Func<Tag, ImageTag> create, ImmutableArray<ImageTag>.Builder tags, ICollection<Diagnostic> errors)
    {
        if (Tag.TryParse(name, out var tag))
        {
            tags.Add(create(tag));
        }
        else
        {
            errors.Add(InputDiagnostics.InvalidTag.Create("ContainerTagFlavor", name));
        }
    }
}
