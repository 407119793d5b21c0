namespace Containerize.EndToEnd.Tests.Infrastructure;

internal static class Folders
{
    /// <summary>Copies a folder with its files' modes and times.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="target">Made where it does not exist.</param>
    /// <param name="includes">By a folder's name, whether it is copied.</param>
    public static void Copy(string source, string target, Func<string, bool> includes)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(source).Where(folder => includes(Path.GetFileName(folder))))
        {
            Copy(folder, Path.Combine(target, Path.GetFileName(folder)), includes);
        }
    }

    /// <summary>All files below a folder, relative and sorted; none where the folder is missing.</summary>
    public static string[] FilesBelow(string folder) =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(folder, file))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
}
