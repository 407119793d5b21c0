using System.Collections.Immutable;
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

    public static SourceControl Read(GitRepository repository)
    {
        var packed = PackedReferences.Read(repository.CommonDirectory);
        var (commit, name) = Resolve(repository, packed, "HEAD");
        return new()
        {
            Origin = ".git",
            Commit = commit,
            Branch = name.StartsWith(Branches, StringComparison.Ordinal) ? name[Branches.Length..] : null,
            Tags = commit is null ? [] : TagsOf(repository, packed, commit),
        };
    }

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

    private static ImmutableArray<string> TagsOf(GitRepository repository, PackedReferences packed, string commit)
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
        return [.. all.Where(tag => tag.Value == commit).Select(tag => tag.Key).Order(StringComparer.Ordinal)];
    }

    private static string? ReadLoose(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
