using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Reads <c>ContainerConfigStage</c> items. A file stands in its image as below the part of its pattern that is no pattern.</summary>
internal static class ConfigStageItems
{
    public static ImmutableArray<ConfigurationStage> Plan(
        string repository, ITaskItem[] stages, ITaskItem[] files, string projectDirectory, ICollection<Diagnostic> errors) =>
        ConfigurationStageInput.Plan(
            RepositoryName.Normalize(repository) ?? repository,
            stages.Select(stage => new ConfigurationStageInput(stage.ItemSpec, stage.GetMetadata("Repository").Trim(), stage.GetMetadata("Files"))),
            files.ToLookup(file => file.GetMetadata("Stage"), file => ToFile(file, projectDirectory), StringComparer.Ordinal),
            errors);

    private static LayerFile ToFile(ITaskItem item, string projectDirectory)
    {
        var path = Path.GetFullPath(item.ItemSpec, projectDirectory);
        FolderLinks.RequireAllWithin(path, projectDirectory);
        var name = Path.Join(item.GetMetadata("RecursiveDir"), Path.GetFileName(path)).Replace(Path.DirectorySeparatorChar, '/');
        return new LayerFile(path[..^name.Length].TrimEnd(Path.DirectorySeparatorChar), name, File.Exists(path) ? new FileInfo(path).Length : 0) { Source = path };
    }
}
