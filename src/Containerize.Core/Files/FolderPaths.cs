namespace Containerize.Files;

/// <summary>Where paths are, by their text alone: absolute, normalized, and compared by code unit.</summary>
internal static class FolderPaths
{
    /// <summary>Whether a path is a folder, or in it at any depth; both with or without a separator at their end.</summary>
    public static bool IsWithin(string path, string folder)
    {
        var (below, above) = (Path.TrimEndingDirectorySeparator(path), Path.TrimEndingDirectorySeparator(folder));
        return below.StartsWith(above, StringComparison.Ordinal)
            && (below.Length == above.Length || Path.EndsInDirectorySeparator(above) || below[above.Length] == Path.DirectorySeparatorChar);
    }
}
