using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Versioning;

/// <summary>Which tags an image gets: the ones a person names, else those of its version, else those of its commit.</summary>
public static class TagRules
{
    /// <param name="named">From <see cref="ExplicitTags"/>.</param>
    /// <param name="version">Null where nobody set one: then none is claimed.</param>
    /// <param name="revision">The commit, where one is known.</param>
    /// <param name="errors">Gets CTZ6002 where the version is too long for a tag.</param>
    /// <returns>The most exact first; at least one.</returns>
    public static ImmutableArray<string> Choose(
        ImmutableArray<string> named, ClaimedVersion? version, string? revision, ICollection<Diagnostic> errors)
    {
        if (!named.IsEmpty)
        {
            return named;
        }

        if (version is not null)
        {
            var tags = VersionTags.Of(version.Version);
            if (!ReferenceGrammar.IsTag(tags[0]))
            {
                errors.Add(MetadataDiagnostics.VersionTooLong.Create(version.Text, version.Origin, tags[0].Length));
            }

            return tags;
        }

        return revision is not null && CommitId.Shorten(revision) is { } commit
            ? [$"sha-{commit}", VersionTags.Latest]
            : [VersionTags.Latest];
    }
}
