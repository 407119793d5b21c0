namespace Containerize.SourceControl.Git;

/// <summary>Where a repository is. Source: gitrepository-layout(5).</summary>
/// <param name="WorkTree">The folder with the files.</param>
/// <param name="Directory">This working tree's own <c>.git</c>: its HEAD.</param>
/// <param name="CommonDirectory">What all working trees share: refs, objects, config. Mostly the same folder.</param>
internal sealed record GitRepository(string WorkTree, string Directory, string CommonDirectory)
{
    private const string Pointer = "gitdir:";

    /// <summary>Looks in <paramref name="start"/> and upwards, as git does.</summary>
    public static GitRepository? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, ".git");
            var isPointer = File.Exists(path);
            var directory = isPointer ? TargetOf(path, folder.FullName) : path;
            if (directory is not null && File.Exists(Path.Combine(directory, "HEAD")))
            {
                return new(folder.FullName, directory, CommonDirectoryOf(directory));
            }

            if (isPointer)
            {
                // A submodule or worktree copied away from its repository: one further up would be another's.
                return null;
            }
        }

        return null;
    }

    /// <summary>The repository's config; empty where it has none.</summary>
    public string ReadConfig()
    {
        var path = Path.Combine(CommonDirectory, "config");
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    // Worktrees and submodules have a file .git that says where the folder is.
    private static string? TargetOf(string path, string folder)
    {
        var text = File.ReadAllText(path);
        return text.StartsWith(Pointer, StringComparison.Ordinal) ? Path.GetFullPath(text[Pointer.Length..].Trim(), folder) : null;
    }

    private static string CommonDirectoryOf(string directory)
    {
        var path = Path.Combine(directory, "commondir");
        return File.Exists(path) ? Path.GetFullPath(File.ReadAllText(path).Trim(), directory) : directory;
    }
}
