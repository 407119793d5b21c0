using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;

namespace Containerize.Planning;

/// <summary>One stage that the application runs in, and the files that are its configuration there.</summary>
/// <param name="Name">As it was written: <c>staging</c>.</param>
/// <param name="Label">What its layer, its report and its files beside the application's are called: <c>config-staging</c>.</param>
/// <param name="Repository">A valid repository of its own.</param>
/// <param name="Files">Ordered by name, ordinal; at least one.</param>
internal sealed record ConfigurationStage(string Name, string Label, string Repository, ImmutableArray<LayerFile> Files)
{
    /// <summary>The label of a stage; null where its name cannot be in a repository's.</summary>
    public static string? LabelOf(string name) => RepositoryName.Normalize(name) is { } part ? $"config-{part.Replace('/', '-')}" : null;
}

/// <summary><c>ContainerConfigStage</c> items, as MSBuild has them.</summary>
/// <param name="Name">The item's name.</param>
/// <param name="Repository">Empty is not set.</param>
/// <param name="Patterns">The item's <c>Files</c>, for messages.</param>
internal sealed record ConfigurationStageInput(string Name, string Repository, string Patterns)
{
    /// <param name="repository">The application's repository.</param>
    /// <param name="inputs">The items; those of one name are one stage.</param>
    /// <param name="files">What the patterns of a stage found, by its name.</param>
    /// <param name="errors">Gets CTZ1190 to CTZ1193.</param>
    public static ImmutableArray<ConfigurationStage> Plan(
        string repository,
        IEnumerable<ConfigurationStageInput> inputs,
        ILookup<string, LayerFile> files,
        ICollection<Diagnostic> errors
    )
    {
        var stages = inputs
            .GroupBy(input => input.Name, StringComparer.Ordinal)
            .Select(same => Plan(repository, same.Key, [.. same], files[same.Key], errors))
            .OfType<ConfigurationStage>()
            .ToImmutableArray();
        foreach (
            var same in stages
                .GroupBy(stage => stage.Repository, StringComparer.Ordinal)
                .Where(same => same.Count() > 1 || same.Key == repository)
        )
        {
            errors.Add(
                InputDiagnostics.ConfigStageRepositoryTaken.Create(
                    string.Join("', '", same.Select(stage => stage.Name)),
                    same.Key,
                    same.Key == repository ? "which is the application's own" : "which only one of them can have"
                )
            );
        }

        return stages;
    }

    private static ConfigurationStage? Plan(
        string repository,
        string name,
        ImmutableArray<ConfigurationStageInput> inputs,
        IEnumerable<LayerFile> found,
        ICollection<Diagnostic> errors
    )
    {
        var before = errors.Count;
        var written = inputs.FirstOrDefault(input => input.Repository.Length > 0)?.Repository;
        var label = ConfigurationStage.LabelOf(name);
        var own = label is null ? null : RepositoryName.Normalize(written ?? $"{repository}-{label}");
        if (own is null)
        {
            errors.Add(InputDiagnostics.InvalidConfigStage.Create(name, written ?? ""));
        }

        var files = found
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .DistinctBy(file => (file.Directory, file.Name))
            .ToImmutableArray();
        if (files.IsEmpty)
        {
            errors.Add(InputDiagnostics.ConfigStageWithoutFiles.Create(name, string.Join(';', inputs.Select(input => input.Patterns))));
        }

        foreach (var error in files.Select(file => LayerNames.Check(file.Name, file.SourcePath)).OfType<Diagnostic>())
        {
            errors.Add(error);
        }

        foreach (var same in files.GroupBy(file => file.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            errors.Add(InputDiagnostics.ConfigStageFileTwice.Create(name, same.First().SourcePath, same.Last().SourcePath, same.Key));
        }

        return errors.Count > before ? null : new ConfigurationStage(name, label!, own!, files);
    }
}
