using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Layers;

/// <summary>Decides which published file goes into which layer.</summary>
public static class LayerPlanner
{
    /// <summary>One layer with all of the application. An empty folder gives no layer.</summary>
    /// <exception cref="ContainerizeException">The folder, or one in it, cannot be read (CTZ5002 to CTZ5004).</exception>
    public static ImmutableArray<LayerContent> Plan(string publishDirectory, string root)
    {
        var files = Files(publishDirectory);
        return files.IsEmpty ? [] : [new LayerContent("application", root, files)];
    }

    private static ImmutableArray<LayerFile> Files(string directory)
    {
        try
        {
            // Names are compared by code unit: the same order on every machine and in every culture.
            return
            [
                .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
                    .Select(path => new LayerFile(path, Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/')))
                    .OrderBy(file => file.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (FileErrors.Translate(exception, directory) is { } error)
        {
            throw error;
        }
    }
}
