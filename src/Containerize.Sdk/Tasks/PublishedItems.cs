using Containerize.Layers;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>
/// Reads <c>ResolvedFileToPublish</c> items: what the .NET SDK has published, and where from; and <c>FileWrites</c>: what
/// was written.
/// </summary>
internal static class PublishedItems
{
    public static PublishRecord Read(
        IReadOnlyCollection<ITaskItem> items,
        IEnumerable<string> writes,
        PlanItem plan,
        string projectDirectory
    )
    {
        var files = new Dictionary<string, ResolvedFile>(items.Count, PublishRecord.Names);
        foreach (var item in items)
        {
            // The .NET SDK copies no others.
            if (item.GetMetadata("CopyToPublishDirectory") is "Always" or "PreserveNewest" or "IfDifferent")
            {
                files[NameOf(item)] = new ResolvedFile(
                    Path.GetFullPath(item.ItemSpec, projectDirectory),
                    item.GetMetadata("NuGetPackageVersion"),
                    item.GetMetadata("AssetType")
                );
            }
        }

        return plan.PublishRecord(files, NamesBelow(plan.PublishDirectory, writes, projectDirectory));
    }

    private static IEnumerable<string> NamesBelow(string folder, IEnumerable<string> writes, string projectDirectory)
    {
        var root = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        return writes
            .Select(path => Path.GetFullPath(path, projectDirectory))
            .Where(path => path.StartsWith(root, StringComparison.Ordinal))
            .Select(path => path[root.Length..].Replace(Path.DirectorySeparatorChar, '/'));
    }

    private static string NameOf(ITaskItem item)
    {
        var path = item.GetMetadata("RelativePath").Replace('\\', '/');
        return path.StartsWith('/') || path.Contains("./", StringComparison.Ordinal) || path.Contains("//", StringComparison.Ordinal)
            ? Path.GetFullPath(path.TrimStart('/'), "/")[1..].Replace('\\', '/')
            : path;
    }
}
