namespace Containerize.SourceControl;

/// <summary>What a CI system says of the build that runs in it. Null where it does not say.</summary>
internal sealed record CiBuild
{
    /// <summary>The system, for a person: <c>GitHub Actions</c>.</summary>
    public required string System { get; init; }

    /// <summary>Full commit id, lower-case hexadecimal; empty where the system names a pull request alone.</summary>
    public required string Commit { get; init; }

    public DateTimeOffset? CommitDate { get; init; }

    /// <summary>The branch that is built; of a pull request, the one to merge.</summary>
    public string? Branch { get; init; }

    /// <summary>The git tag that is built.</summary>
    public string? Tag { get; init; }

    /// <summary>The number of the pull or merge request that is built; empty where one is, and the system does not say which.</summary>
    public string? PullRequest { get; init; }

    /// <summary>
    /// The pull request that the build is about, as of a comment on it: <see cref="Commit"/> is not its, but what is
    /// checked out in place of that is. Empty as above.
    /// </summary>
    internal string? Origin { get; init; }

    /// <summary>The branch that the pull request goes to.</summary>
    public string? BaseBranch { get; init; }

    public string? DefaultBranch { get; init; }

    /// <summary>What the system calls this build, and no other of the repository.</summary>
    public string? BuildId { get; init; }

    /// <summary>Whether the system's clock started the build.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>Who started it, as the system names people.</summary>
    public string? Actor { get; init; }

    /// <summary>Web address, without credentials.</summary>
    public string? RepositoryUrl { get; init; }

    /// <summary>
    /// What it says where <paramref name="commit"/> is checked out: nothing of another commit, except that it is a pull
    /// request's, whose branch bears any name that a contributor likes.
    /// </summary>
    internal CiBuild? Of(string? commit) =>
        Commit == commit || PullRequest is not null ? this
        : Origin is null ? null
        : this with { PullRequest = Origin, Branch = null, Tag = null, IsScheduled = false };

    /// <summary>The commit alone, where there is no repository to read; null where the system does not name it.</summary>
    internal SourceRevision? ToSourceRevision() =>
        Commit.Length == 0
            ? null
            : new()
            {
                Origin = System,
                Commit = Commit,
                CommitDate = CommitDate,
                Branch = Branch,
                Tags = Tag is null ? [] : [Tag],
                RepositoryUrl = RepositoryUrl,
                Ci = this,
            };
}
