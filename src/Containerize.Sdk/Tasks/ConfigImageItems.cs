using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>
/// Reads <c>ContainerConfigImage</c> items, and the files that their patterns found, each with its <c>Environment</c>. The path
/// of a file in its image is what is below the part of its pattern that is no pattern.
/// </summary>
internal static class ConfigImageItems
{
    public const string Kind = "ContainerConfigImage";

    public static ImmutableArray<ConfigurationImage> Plan(
        string repository,
        PlanLists lists,
        string projectDirectory,
        ICollection<Diagnostic> errors
    ) =>
        ConfigurationImageInput.Plan(
            RepositoryNameParser.Normalize(repository),
            lists.Of(Kind).Select(ToInput),
            lists
                .Of("ConfigFile")
                .ToLookup(
                    file => file.GetMetadata("Environment"),
                    file => ToFile(file, projectDirectory),
                    StringComparer.OrdinalIgnoreCase
                ),
            errors
        );

    private static ConfigurationImageInput ToInput(ITaskItem item) =>
        new(item.ItemSpec, item.GetMetadata("Repository").Trim(), item.GetMetadata("Files"));

    private static LayerFile ToFile(ITaskItem item, string projectDirectory)
    {
        var path = Path.GetFullPath(item.ItemSpec, projectDirectory);
        FolderLinks.RequireAllWithin(path, projectDirectory);
        var name = Path.Join(item.GetMetadata("RecursiveDir"), Path.GetFileName(path)).Replace(Path.DirectorySeparatorChar, '/');
        var size = File.Exists(path) ? new FileInfo(path).Length : 0;
        return new LayerFile(path[..^name.Length].TrimEnd(Path.DirectorySeparatorChar), name, size) { Source = path };
    }
}
