using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Layers;

/// <summary>
/// Symbolic links on the way into an image. One that stays in its folder is a link in the image too; what is elsewhere
/// on this machine (<c>/etc/passwd</c>) is no part of the application.
/// </summary>
internal static class FolderLinks
{
    // Linux follows no more: path_resolution(7).
    private const int MaximumLinks = 40;

    /// <summary>Where a link leads, as the image has it: relative to the link's folder, with <c>/</c>.</summary>
    /// <param name="link">The link, absolute.</param>
    /// <param name="root">The folder that it has to stay in, absolute.</param>
    /// <param name="source">The file that the publish says it put there: a link to that one is the file.</param>
    /// <returns>Null where the path is a file or folder itself.</returns>
    /// <exception cref="ContainerizeException">It has no end (CTZ5041), leaves the folder (CTZ5051) or leads nowhere (CTZ5052).</exception>
    public static string? Read(string link, string root, string? source = null)
    {
        var left = MaximumLinks;
        if (TargetOf(link, root, ref left) is not { } first || first == source)
        {
            return null;
        }

        RequireWithin(link, root);
        return Path.GetRelativePath(Path.GetDirectoryName(link)!, first).Replace(Path.DirectorySeparatorChar, '/');
    }

    /// <summary>Follows a path through all links, and lets none of them leave the folder.</summary>
    /// <exception cref="ContainerizeException">See <see cref="Read"/>.</exception>
    public static void RequireWithin(string path, string root)
    {
        var place = path;
        for (var left = MaximumLinks; TargetOf(place, root, ref left) is { } target; place = target)
        {
            if (FolderPaths.IsWithin(path, target))
            {
                throw new ContainerizeException(FileDiagnostics.LinkToFolderAbove.Create(path, target));
            }

            if (!FolderPaths.IsWithin(target, root))
            {
                throw new ContainerizeException(FileDiagnostics.LinkLeavesFolder.Create(path, target, root));
            }
        }

        if (place != path && !File.Exists(place) && !Directory.Exists(place))
        {
            throw new ContainerizeException(FileDiagnostics.LinkToNothing.Create(path, place));
        }
    }

    /// <summary>
    /// Lets neither a file nor a folder above it leave the project by a link; what is outside of it anyway is as it is
    /// written.
    /// </summary>
    /// <exception cref="ContainerizeException">See <see cref="Read"/>.</exception>
    public static void RequireAllWithin(string file, string project)
    {
        for (var path = file; path.Length > project.Length && FolderPaths.IsWithin(path, project); path = Path.GetDirectoryName(path)!)
        {
            RequireWithin(path, Path.TrimEndingDirectorySeparator(project));
        }
    }

    /// <param name="path">What may be a link.</param>
    /// <param name="root">The folder in which links are followed.</param>
    /// <param name="left">How many more may be.</param>
    private static string? TargetOf(string path, string root, ref int left)
    {
        try
        {
            return new FileInfo(path).LinkTarget is { } text
                ? left-- > 0
                    ? Follow(path, text, root, ref left)
                    : throw new ContainerizeException(FileDiagnostics.LinkToFolderAbove.Create(path, text))
                : null;
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    /// <summary>
    /// After a linked folder, <c>..</c> leads to what is above the folder that the link leads to, not above the link. On
    /// Windows it goes by the text.
    /// </summary>
    private static string Follow(string link, string text, string root, ref int left)
    {
        var place = Path.GetDirectoryName(link)!;
        if (OperatingSystem.IsWindows() || !text.Contains("/..", StringComparison.Ordinal))
        {
            return Path.TrimEndingDirectorySeparator(Path.GetFullPath(text, place));
        }

        place = Path.IsPathRooted(text) ? Path.GetPathRoot(text)! : place;
        foreach (var part in text.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                while (place.Length > root.Length && FolderPaths.IsWithin(place, root) && TargetOf(place, root, ref left) is { } target)
                {
                    place = target;
                }

                place = Path.GetDirectoryName(place) ?? place;
            }
            else if (part != ".")
            {
                place = Path.Join(place, part);
            }
        }

        return place;
    }
}
