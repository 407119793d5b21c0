using System.Collections.Immutable;

namespace Containerize.Versioning;

/// <summary>Everything that tags may be made of: what is built, by which event, and when.</summary>
internal sealed record TagContext
{
    /// <summary>Null if none is set: then none is claimed.</summary>
    public ClaimedVersion? Version { get; init; }

    /// <summary>Full commit id or another revision; null where none is known.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether the working tree has changes: what is built is not what the commit holds.</summary>
    public bool IsDirty { get; init; }

    /// <summary>A commit as a tag has it: who deploys by the commit must not get what was never committed.</summary>
    public string Marked(string commit) => IsDirty ? commit + CommitId.DirtySuffix : commit;

    /// <summary>The commit, where it is known that the working tree is that commit; else empty.</summary>
    public string CommittedRevision { get; init; } = "";

    public DateTimeOffset? CommitDate { get; init; }

    /// <summary>When this build is.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The branch that is built; null for git tags and pull requests.</summary>
    public string? Branch { get; init; }

    /// <summary>The git tag that is built; null for branches and pull requests.</summary>
    public string? GitTag { get; init; }

    /// <summary>The number of the pull or merge request that is built.</summary>
    public string? PullRequest { get; init; }

    /// <summary>The branch that a pull request goes to.</summary>
    public string? BaseBranch { get; init; }

    public string? DefaultBranch { get; init; }

    /// <summary>Whether the CI system's clock started the build.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>What the CI system calls this build, and no other.</summary>
    public string? BuildId { get; init; }

    /// <summary><c>ContainerAllowOverwrite</c>: a version's own tag may move.</summary>
    public bool AllowOverwrite { get; init; }

    /// <summary>The versions of the repository's git tags, as far as they are the project's.</summary>
    public ImmutableArray<ClaimedVersion> GitVersions { get; init; } = [];

    public bool IsDefaultBranch => Branch is not null && Branch == DefaultBranch;
}
