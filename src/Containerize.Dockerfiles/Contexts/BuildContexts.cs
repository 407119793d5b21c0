using System.Collections.Immutable;
using Containerize.Layers;
using Containerize.Planning;

namespace Containerize.Contexts;

/// <summary>The contexts of the patterns.</summary>
internal static class BuildContexts
{
    /// <summary>For <see cref="BuildPattern.MultiStage"/> and <see cref="BuildPattern.AllInOne"/>: the sources.</summary>
    public static BuildContext FromSources(BuildSources sources) =>
        new([.. sources.Files.Select(name => new ContextFile(name, Path.Combine(sources.Root, name), []))]);

    /// <summary>
    /// For <see cref="BuildPattern.Host"/>: what was published here, a folder <c>layers/NAME</c> for each planned layer, with
    /// the paths of the image below it. A builder that had to make a folder of them would give it the time of the build.
    /// </summary>
    public static BuildContext FromLayers(ImmutableArray<LayerContent> layers) =>
        new([
            .. layers
                .SelectMany(layer => layer.Files.Select(file => CreateFile(layer, file)))
                .OrderBy(file => file.Name, StringComparer.Ordinal),
        ]);

    private static ContextFile CreateFile(LayerContent layer, LayerFile file) =>
        new($"{LayerContent.BuildFolder}/{layer.Name}{layer.Root.TrimEnd('/')}/{file.Name}", file.SourcePath, [])
        {
            LinkTarget = file.LinkTarget,
        };
}
