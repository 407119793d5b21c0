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

    public static async Task<SourceControl> ReadAsync(GitRepository repository, CancellationToken cancellationToken)
    {
        var packed = await PackedReferences.ReadAsync(repository.CommonDirectory, cancellationToken);
        var (commit, name) = await ResolveAsync(repository, packed, "HEAD", cancellationToken);
        return new()
        {
            Origin = ".git",
            Commit = commit,
            Branch = name.StartsWith(Branches, StringComparison.Ordinal) ? name[Branches.Length..] : null,
            Tags = commit is null ? [] : await TagsOfAsync(repository, packed, commit, cancellationToken),
        };
    }

    /// <summary>Follows a reference to a commit; <c>Name</c> is the last reference on the way.</summary>
    private static async Task<(string? Id, string Name)> ResolveAsync(
        GitRepository repository, PackedReferences packed, string name, CancellationToken cancellationToken)
    {
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            var text = await ReadLooseAsync(repository.Directory, name, cancellationToken)
                ?? await ReadLooseAsync(repository.CommonDirectory, name, cancellationToken)
                ?? packed.Find(name);
            if (text is null || !text.StartsWith(Symbolic, StringComparison.Ordinal))
            {
                return (text is not null && CommitId.IsFull(text) ? text : null, name);
            }

            name = text[Symbolic.Length..].Trim();
        }

        return (null, name);
    }

    private static async Task<ImmutableArray<string>> TagsOfAsync(
        GitRepository repository, PackedReferences packed, string commit, CancellationToken cancellationToken)
    {
        var loose = new Dictionary<string, string>(StringComparer.Ordinal);
        var folder = Path.Combine(repository.CommonDirectory, "refs", "tags");
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                var id = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
                loose[Path.GetRelativePath(folder, file).Replace('\\', '/')] =
                    await LooseObjects.TargetOfTagAsync(repository.CommonDirectory, id, cancellationToken) ?? id;
            }
        }

        // A loose reference is newer than the packed one of its name.
        var all = packed.Peeled(TagPrefix).Where(tag => !loose.ContainsKey(tag.Key)).Concat(loose);
        return [.. all.Where(tag => tag.Value == commit).Select(tag => tag.Key).Order(StringComparer.Ordinal)];
    }

    private static async Task<string?> ReadLooseAsync(string directory, string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, name);
        return File.Exists(path) ? (await File.ReadAllTextAsync(path, cancellationToken)).Trim() : null;
    }
}
