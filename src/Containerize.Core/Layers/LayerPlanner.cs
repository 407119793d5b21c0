using System.Collections.Immutable;

namespace Containerize.Layers;

/// <summary>
/// Decides which published file goes into which layer: files that change at the same rate are together, the slowest
/// lowest, so that a publish sends only what changed. Pure.
/// </summary>
internal static class LayerPlanner
{
    /// <summary>A layer of fewer bytes is not worth its requests, and joins its neighbour of the next faster rate.</summary>
    public const long MinimumSize = 64 * 1024;

    /// <summary>Engines stack a limited number of layers, and bases need some of them.</summary>
    public const int MaximumCount = 12;

    /// <param name="files">All files, ordered by name.</param>
    /// <param name="kindOf">What each comes from.</param>
    /// <param name="root">Directory in the image.</param>
    /// <param name="rules">What the project says.</param>
    public static ImmutableArray<LayerContent> Plan(
        ImmutableArray<LayerFile> files,
        Func<LayerFile, LayerKind> kindOf,
        string root,
        LayerRules rules
    )
    {
        if (files.IsEmpty)
        {
            return [];
        }

        if (rules.IsSingle)
        {
            return [new LayerContent(LayerKind.Application.Name, root, files)];
        }

        var groupOf = GroupMatcher.Create(rules.Groups);
        var layers = files
            .GroupBy(file => groupOf(file)?.Kind ?? kindOf(file))
            .OrderBy(group => group.Key.Order)
            .ThenBy(group => group.Key.Name, StringComparer.Ordinal)
            .Select(group => new LayerContent(group.Key.Name, root, [.. group]))
            .ToList();
        Join(layers);
        return [.. layers];
    }

    private static void Join(List<LayerContent> layers)
    {
        for (var index = 0; index < layers.Count - 1; )
        {
            if (layers[index].Size >= MinimumSize)
            {
                index++;
                continue;
            }

            JoinNext(layers, index);
        }

        Limit(layers, MaximumCount);
    }

    /// <summary>The same files in no more layers than fit on a base.</summary>
    /// <param name="layers">The lowest first.</param>
    /// <param name="maximum">At least 1.</param>
    public static ImmutableArray<LayerContent> Limit(ImmutableArray<LayerContent> layers, int maximum)
    {
        if (layers.Length <= maximum)
        {
            return layers;
        }

        var fewer = layers.ToList();
        Limit(fewer, maximum);
        return [.. fewer];
    }

    private static void Limit(List<LayerContent> layers, int maximum)
    {
        while (layers.Count > maximum)
        {
            JoinNext(layers, layers.IndexOf(layers.SkipLast(1).MinBy(layer => layer.Size)!));
        }
    }

    /// <summary>Puts a layer's files into the next, whose name stays: it is the one that changes.</summary>
    private static void JoinNext(List<LayerContent> layers, int index)
    {
        var next = layers[index + 1];
        layers[index + 1] = next with
        {
            Files = [.. layers[index].Files.Concat(next.Files).OrderBy(file => file.Name, StringComparer.Ordinal)],
        };
        layers.RemoveAt(index);
    }
}
