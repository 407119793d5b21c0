using Containerize.Versioning;

namespace Containerize.SourceControl.Git;

/// <summary>
/// Walks from a commit to the nearest versions, as MinVer documents it: every path ends at the first commit with a version;
/// the highest of them counts, with the number of commits on the path that was taken first, which is that of first parents.
/// </summary>
internal static class CommitGraph
{
    /// <param name="head">Where to begin.</param>
    /// <param name="versionOf">The version that a commit is tagged with.</param>
    /// <param name="parentsOf">The parents of a commit, the first first.</param>
    /// <param name="isCut">Whether a commit has parents that a shallow clone does not have.</param>
    public static NearestVersion Find(
        string head,
        Func<string, ClaimedVersion?> versionOf,
        Func<string, IReadOnlyList<string>> parentsOf,
        Func<string, bool> isCut
    )
    {
        ClaimedVersion? nearest = null;
        var (height, wasCut) = (0, false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<Step>();
        open.Push(new Step(head, 0));
        while (open.TryPop(out var next))
        {
            var (commit, distance) = next;
            if (!seen.Add(commit))
            {
                continue;
            }

            if (versionOf(commit) is { } version)
            {
                if (nearest is null || version.Version > nearest.Version)
                {
                    (nearest, height) = (version, distance);
                }
            }
            else if (isCut(commit))
            {
                wasCut = true;
            }
            else
            {
                var parents = parentsOf(commit);
                for (var index = parents.Count - 1; index >= 0; index--)
                {
                    open.Push(new Step(parents[index], distance + 1));
                }
            }
        }

        return new(nearest?.At(height), wasCut);
    }

    private sealed record Step(string Commit, int Distance);
}

/// <summary>What a walk through the history found.</summary>
/// <param name="Version">The version of the commit; null where no tag gives one.</param>
/// <param name="IsCut">Whether a shallow clone ended a path before a version: another may be the right one.</param>
internal sealed record NearestVersion(ClaimedVersion? Version, bool IsCut);
