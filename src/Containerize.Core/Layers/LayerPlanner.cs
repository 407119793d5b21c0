using System.Collections.Immutable;

namespace Containerize.Layers;

/// <summary>Decides which published file goes into which layer.</summary>
public static class LayerPlanner
{
    /// <summary>One layer with all of the application. An empty folder gives no layer.</summary>
    public static ImmutableArray<LayerContent> Plan(string publishDirectory, string root)
    {
        // Names are compared by code unit: the same order on every machine and in every culture.
        ImmutableArray<LayerFile> files =
        [
            .. Directory.EnumerateFiles(publishDirectory, "*", SearchOption.AllDirectories)
                .Select(path => new LayerFile(path, Path.GetRelativePath(publishDirectory, path).Replace(Path.DirectorySeparatorChar, '/')))
                .OrderBy(file => file.Name, StringComparer.Ordinal),
        ];
        return files.IsEmpty ? [] : [new LayerContent("application", root, files)];
    }
}
