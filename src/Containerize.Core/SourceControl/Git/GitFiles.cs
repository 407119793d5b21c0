using Containerize.Diagnostics;
using Containerize.Versioning;

namespace Containerize.SourceControl.Git;

/// <summary>
/// Reads a repository without the git program: HEAD and what points at the same commit. The commit's date and the
/// working tree's state stay unknown. Source: gitrepository-layout(5).
/// </summary>
internal static class GitFiles
{
    private const string Symbolic = "ref:";
    private const string Branches = "refs/heads/";
    private const string TagPrefix = "refs/tags/";

    // git's own limit for references that point at references.
    private const int MaximumDepth = 5;

    public static GitState Read(GitRepository repository, IBuildLog log)
    {
        var packed = PackedReferences.Read(repository.CommonDirectory);
        var (commit, name) = Resolve(repository, packed, "HEAD");
        var tagged = TagsByCommit(repository, packed, log);
        var found = new SourceRevision
        {
            Origin = ".git",
            Commit = commit,
            Branch = name.StartsWith(Branches, StringComparison.Ordinal) ? name[Branches.Length..] : null,
            Tags = commit is not null && tagged.TryGetValue(commit, out var tags) ? [.. tags] : [],
        };
        return new(found, tagged);
    }

    /// <summary>The setting by which a repository stores its references in another way than in files; null where it does not.</summary>
    public static string? Unsupported(GitRepository repository) => GitConfig.UnknownFormat(repository.ReadConfig());

    /// <summary>The branch that a clone calls the default one; null where it does not.</summary>
    public static string? DefaultBranch(GitRepository repository) =>
        ReadLoose(repository.CommonDirectory, "refs/remotes/origin/HEAD") is { } text
        && text.Split("refs/remotes/origin/") is [_, var branch]
            ? branch
            : null;

    /// <summary>The commits whose parents a shallow clone does not have; empty for a whole one.</summary>
    public static IReadOnlySet<string> Shallow(GitRepository repository) =>
        ReadLoose(repository.CommonDirectory, "shallow") is { } text
            ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Follows a reference to a commit; <c>Name</c> is the last reference on the way.</summary>
    private static (string? Id, string Name) Resolve(GitRepository repository, PackedReferences packed, string name)
    {
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            var text = ReadLoose(repository.Directory, name) ?? ReadLoose(repository.CommonDirectory, name) ?? packed.Find(name);
            if (text is null || !text.StartsWith(Symbolic, StringComparison.Ordinal))
            {
                return (text is not null && CommitId.IsFull(text) ? text : null, name);
            }

            name = text[Symbolic.Length..].Trim();
        }

        return (null, name);
    }

    /// <summary>
    /// An annotated tag is an object, which may be packed where its reference is not; only some packed references say what it leads to.
    /// </summary>
    private static Dictionary<string, string[]> TagsByCommit(GitRepository repository, PackedReferences packed, IBuildLog log)
    {
        var objects = new GitObjects(repository.CommonDirectory);
        var commits = packed.Peeled(TagPrefix).ToDictionary(StringComparer.Ordinal);
        var unpeeled = packed.Unpeeled(TagPrefix).ToDictionary(StringComparer.Ordinal);
        var folder = Path.Combine(repository.CommonDirectory, "refs", "tags");
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [])
        {
            // A loose reference is newer than the packed one of its name. What is being written ends in .lock, which no tag does.
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (!name.EndsWith(".lock", StringComparison.Ordinal))
            {
                commits.Remove(name);
                unpeeled[name] = Resolve(repository, packed, TagPrefix + name).Id ?? "";
            }
        }

        foreach (var (name, id) in unpeeled)
        {
            if (id.Length > 0 && objects.Peel(id) is { } commit)
            {
                commits[name] = commit;
            }
            else
            {
                log.Report(MetadataDiagnostics.TagUnreadable.Create(name, repository.WorkTree, id));
            }
        }

        return commits
            .GroupBy(tag => tag.Value, tag => tag.Key, StringComparer.Ordinal)
            .ToDictionary(names => names.Key, names => names.Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }

    private static string? ReadLoose(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
