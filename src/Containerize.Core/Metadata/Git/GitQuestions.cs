using System.Collections.Immutable;
using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.Metadata.Git;

/// <summary>What the git program is asked, in two processes that run at the same time.</summary>
internal static class GitQuestions
{
    private const string Head = "HEAD -> refs/heads/";
    private const string Tag = "tag: refs/tags/";

    private static readonly string[] Log =
    [
        "log", "-1", "--no-show-signature", "--no-patch", "--decorate=full",
        "--decorate-refs=HEAD", "--decorate-refs=refs/heads/", "--decorate-refs=refs/tags/",
        "--format=%H%x00%ct%x00%D", "HEAD", "--",
    ];

    // What a submodule's folder holds beside its commit is another repository's business, as bin and obj there.
    private static readonly string[] Status =
        ["status", "--porcelain=v1", "-z", "--untracked-files=normal", "--no-renames", "--ignore-submodules=untracked"];

    /// <returns>Null where git can't answer: no commit yet, or a repository it doesn't read.</returns>
    public static SourceControl? Ask(GitProgram git, BuildOutputs outputs, IBuildLog log, CancellationToken cancellationToken)
    {
        var answers = git.RunAll([Log, Status], cancellationToken);
        if (answers[0]?.TrimEnd('\n').Split('\0') is not [var commit, var seconds, var names] || answers[1] is not { } status)
        {
            return null;
        }

        var change = FirstChange(status, outputs);
        if (change is not null)
        {
            log.Write(MessageImportance.Low, $"The working tree has changes, the first is {change}.");
        }

        var references = names.Split(", ");
        return new()
        {
            Origin = "git",
            Commit = commit,
            CommitDate = DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)),
            Branch = Named(references, Head).FirstOrDefault(),
            Tags = [.. Named(references, Tag).Order(StringComparer.Ordinal)],
            IsClean = change is null,
        };
    }

    /// <summary>
    /// A file that differs from the commit: any change git tracks, and any file it doesn't know and doesn't ignore,
    /// for that would be compiled too. What builds leave behind does not count, or a fresh clone of a repository
    /// without <c>.gitignore</c> would be dirty as soon as it is built.
    /// </summary>
    private static string? FirstChange(string status, BuildOutputs outputs) => status
        .Split('\0', StringSplitOptions.RemoveEmptyEntries)
        .FirstOrDefault(entry => !entry.StartsWith("?? ", StringComparison.Ordinal) || !outputs.Hold(entry[3..]))
        ?[3..];

    private static ImmutableArray<string> Named(string[] references, string prefix) =>
        [.. references.Where(one => one.StartsWith(prefix, StringComparison.Ordinal)).Select(one => one[prefix.Length..])];
}
