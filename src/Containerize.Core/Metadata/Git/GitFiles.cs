using Containerize.Versioning;

namespace Containerize.Metadata.Git;

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

    public static GitState Read(GitRepository repository)
    {
        var packed = PackedReferences.Read(repository.CommonDirectory);
        var (commit, name) = Resolve(repository, packed, "HEAD");
        var tagged = TagsByCommit(repository, packed);
        var found = new SourceControl
        {
            Origin = ".git",
            Commit = commit,
            Branch = name.StartsWith(Branches, StringComparison.Ordinal) ? name[Branches.Length..] : null,
            Tags = commit is not null && tagged.TryGetValue(commit, out var tags) ? [.. tags] : [],
        };
        return new(found, tagged);
    }

    /// <summary>The branch that a clone calls the default one; null where it does not.</summary>
    public static string? DefaultBranch(GitRepository repository) =>
        ReadLoose(repository.CommonDirectory, "refs/remotes/origin/HEAD") is { } text && text.Split("refs/remotes/origin/") is [_, var branch] ? branch : null;

    /// <summary>The commits whose parents a shallow clone lacks; empty for a whole one.</summary>
    public static IReadOnlySet<string> Shallow(GitRepository repository) =>
        ReadLoose(repository.CommonDirectory, "shallow") is { } text ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal) : new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Follows a reference to a commit; <c>Name</c> is the last reference on the way.</summary>
    private static (string? Id, string Name) Resolve(GitRepository repository, PackedReferences packed, string name)
    {
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            var text = ReadLoose(repository.Directory, name)
                ?? ReadLoose(repository.CommonDirectory, name)
                ?? packed.Find(name);
            if (text is null || !text.StartsWith(Symbolic, StringComparison.Ordinal))
            {
                return (text is not null && CommitId.IsFull(text) ? text : null, name);
            }

            name = text[Symbolic.Length..].Trim();
        }

        return (null, name);
    }

    private static Dictionary<string, string[]> TagsByCommit(GitRepository repository, PackedReferences packed)
    {
        var loose = new Dictionary<string, string>(StringComparer.Ordinal);
        var folder = Path.Combine(repository.CommonDirectory, "refs", "tags");
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                var id = File.ReadAllText(file).Trim();
                loose[Path.GetRelativePath(folder, file).Replace('\\', '/')] =
                    LooseObjects.TargetOfTag(repository.CommonDirectory, id) ?? id;
            }
        }

        // A loose reference is newer than the packed one of its name.
        var all = packed.Peeled(TagPrefix).Where(tag => !loose.ContainsKey(tag.Key)).Concat(loose);
        return all.GroupBy(tag => tag.Value, tag => tag.Key, StringComparer.Ordinal)
            .ToDictionary(names => names.Key, names => names.Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }

    private static string? ReadLoose(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
