using System.Collections.Immutable;

namespace Containerize.SourceControl;

/// <summary>The commit that is built, as git or a CI system reports it. Nothing in it carries credentials.</summary>
internal sealed record SourceRevision
{
    /// <summary>Who reports it, in words: <c>git</c>, <c>.git</c>, <c>GitHub Actions</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Full commit id, lower-case hexadecimal; null in a repository without a commit.</summary>
    public string? Commit { get; init; }

    /// <summary>
    /// When the commit was made (committer's date); null where that, or in a repository <see cref="IsClean"/>, is unknown.
    /// </summary>
    public DateTimeOffset? CommitDate { get; init; }

    /// <summary>Short name; null for a detached HEAD that no CI system names.</summary>
    public string? Branch { get; init; }

    /// <summary>Short names of the tags that point at the commit.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Whether the working tree is the commit; null where that is unknown.</summary>
    public bool? IsClean { get; init; }

    /// <summary>Web address of the repository, without credentials and <c>.git</c>; null where it is only on this machine.</summary>
    public string? RepositoryUrl { get; init; }

    /// <summary>What the CI system says, where it builds this very commit, or a pull request.</summary>
    public CiBuild? Ci { get; init; }
}
