using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.SourceControl.Git;

/// <summary>What the git program is asked, in two processes that run at the same time.</summary>
internal static class GitQuestions
{
    private const string Head = "HEAD -> refs/heads/";
    private const string Tag = "tag: refs/tags/";

    // HEAD comes first, then the other commits with tags: which versions there are, and the way to the nearest, need no other question.
    private static readonly string[] Log =
    [
        "log",
        "--no-walk=unsorted",
        "--no-show-signature",
        "--no-patch",
        "--decorate=full",
        "--decorate-refs=HEAD",
        "--decorate-refs=refs/heads/",
        "--decorate-refs=refs/tags/",
        "--format=%H%x00%ct%x00%D",
        "HEAD",
        "--tags",
        "--",
    ];

    // What a submodule's folder holds beside its commit is another repository's business, as bin and obj there.
    private static readonly string[] Status =
    [
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=normal",
        "--no-renames",
        "--ignore-submodules=untracked",
    ];

    /// <returns>Null where git can't answer: no commit yet, or a repository it doesn't read.</returns>
    public static GitState? Ask(GitProgram git, BuildOutputs outputs, IBuildLog log, CancellationToken cancellationToken)
    {
        var answers = git.RunAll([Log, Status], cancellationToken);
        if (
            answers[0]?.Split('\n', StringSplitOptions.RemoveEmptyEntries) is not [var head, .. var others]
            || head.Split('\0') is not [var commit, var seconds, var names]
            || answers[1] is not { } status
        )
        {
            return null;
        }

        var change = FirstChange(status, outputs);
        if (change is not null)
        {
            log.Write(MessageImportance.Normal, $"The working tree has changes, the first is {change}.");
        }

        var references = names.Split(", ");
        var tags = Named(references, Tag);
        Array.Sort(tags, StringComparer.Ordinal);
        var tagged = new Dictionary<string, string[]>(StringComparer.Ordinal) { [commit] = tags };
        foreach (var line in others)
        {
            if (line.Split('\0') is [var other, _, var otherNames])
            {
                tagged[other] = Named(otherNames.Split(", "), Tag);
            }
        }

        var found = new SourceRevision
        {
            Origin = "git",
            Commit = commit,
            CommitDate = DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)),
            Branch = Named(references, Head).FirstOrDefault(),
            Tags = [.. tags],
            IsClean = change is null,
        };
        return new(found, tagged);
    }

    /// <summary>The branch that a clone calls the default one; null where it does not.</summary>
    public static string? DefaultBranch(GitProgram git, CancellationToken cancellationToken) =>
        git.RunAll(
            [
                ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"],
            ],
            cancellationToken
        )[0]
            is { } text
        && text.Trim().Split("refs/remotes/origin/") is [_, var branch]
            ? branch
            : null;

    /// <summary>Parents by commit, as many commits as are asked for from HEAD backwards; all where it is null.</summary>
    /// <exception cref="IOException">git cannot read them.</exception>
    public static Dictionary<string, string[]> Parents(GitProgram git, int? count, CancellationToken cancellationToken)
    {
        string[] limit = count is null ? [] : [string.Create(CultureInfo.InvariantCulture, $"--max-count={count}")];
        var answer = git.RunAll(
            [
                ["rev-list", "--parents", .. limit, "HEAD", "--"],
            ],
            cancellationToken
        )[0]
            ?? throw new IOException("git rev-list failed.");
        var result = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var line in answer.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var ids = line.Split(' ');
            result[ids[0]] = ids[1..];
        }

        return result;
    }

    /// <summary>
    /// A file that differs from the commit: any change git tracks, and any file it doesn't know and doesn't ignore,
    /// for that would be compiled too. Outputs of builds do not count, or a fresh clone of a repository
    /// without <c>.gitignore</c> would be dirty as soon as it is built.
    /// </summary>
    private static string? FirstChange(string status, BuildOutputs outputs) =>
        status
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(entry => !entry.StartsWith("?? ", StringComparison.Ordinal) || !outputs.Hold(entry[3..]))
            ?[3..];

    private static string[] Named(string[] references, string prefix) =>
        [.. references.Where(one => one.StartsWith(prefix, StringComparison.Ordinal)).Select(one => one[prefix.Length..])];
}
