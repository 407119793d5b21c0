using System.IO.Enumeration;

namespace Containerize.Caching;

/// <summary>Keeps the cache within its limit. Other builds may do the same at the same time.</summary>
internal static class CacheTrimmer
{
    /// <summary>No build takes longer: what is older was left by one that was killed.</summary>
    private static readonly TimeSpan MaximumBuildTime = TimeSpan.FromDays(1);

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    /// <summary>Removes what killed builds left unfinished.</summary>
    /// <param name="temporary">Folder for unfinished files.</param>
    /// <param name="now">UTC.</param>
    public static void RemoveLeft(string temporary, DateTime now)
    {
        foreach (var left in new DirectoryInfo(temporary).EnumerateFileSystemInfos())
        {
            if (now - left.LastWriteTimeUtc > MaximumBuildTime)
            {
                BestEffortFiles.Remove(left.FullName);
            }
        }
    }

    /// <summary>Removes the entries that were used longest ago, until the rest fits.</summary>
    /// <param name="root">Folder of all entries.</param>
    /// <param name="temporary">Folder in it for unfinished files, which do not count.</param>
    /// <param name="limit">Bytes that may stay.</param>
    public static void Trim(string root, string temporary, long limit)
    {
        var entries = new List<Entry>();
        long total = 0;
        foreach (var entry in Entries(root, temporary))
        {
            entries.Add(entry);
            total += entry.Length;
        }

        if (total <= limit)
        {
            return;
        }

        entries.Sort((left, right) => left.LastUse.CompareTo(right.LastUse));
        foreach (var entry in entries)
        {
            if (total > limit)
            {
                BestEffortFiles.Remove(entry.Path);
                total -= entry.Length;
            }
        }
    }

    /// <summary>All entries. What is removed meanwhile has no length; what a link leads to is not the cache's to delete.</summary>
    private static FileSystemEnumerable<Entry> Entries(string root, string temporary) =>
        new(root, (ref entry) => new Entry(entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime), Everything)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) =>
                !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.ToFullPath() != temporary,
        };

    private sealed record Entry(string Path, long Length, DateTime LastUse);
}
