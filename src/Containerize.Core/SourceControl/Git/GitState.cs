namespace Containerize.SourceControl.Git;

/// <summary>What git says of a commit and of the tags around it.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="TaggedCommits">The short names of tags by the commit they lead to.</param>
internal sealed record GitState(SourceRevision Commit, IReadOnlyDictionary<string, string[]> TaggedCommits)
{
    /// <summary>Every tag of the repository that leads to a commit.</summary>
    public IEnumerable<string> Tags => TaggedCommits.Values.SelectMany(names => names);
}
