using Containerize.Formats;

namespace Containerize.Publishing;

/// <summary>What both kinds of archive have in common as files.</summary>
internal static class ArchiveFile
{
    /// <summary>A file stays; in a folder (one that exists, or a path that ends in a separator) it is named after the repository.</summary>
    public static string PathOf(string path, string repository, string extension) =>
        Path.EndsInDirectorySeparator(path) || Directory.Exists(path) ? Path.Combine(path, repository + extension) : path;

    /// <summary>Writes it whole or not at all, and removes what a killed build left of it.</summary>
    public static async Task WriteAsync(string file, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        AtomicFile.RemoveLeft(file);
        await AtomicFile.WriteAsync(file, write, cancellationToken);
    }
}
