using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>The files that are the application's configuration in one environment, as an image of their own.</summary>
/// <param name="Environment">As it was written: <c>staging</c>.</param>
/// <param name="Label">What its layer, its report and its files beside the application's are called: <c>config-staging</c>.</param>
/// <param name="Repository">A valid repository of its own.</param>
/// <param name="Files">Ordered by name, ordinal; at least one.</param>
internal sealed record ConfigurationImage(string Environment, string Label, RepositoryName Repository, ImmutableArray<LayerFile> Files)
{
    /// <summary>The repository of an image that sets none, as text.</summary>
    public static string DefaultRepository(RepositoryName application, string label) => $"{application}-{label}";

    /// <summary>The label of an environment; null where its name cannot be in a repository's.</summary>
    public static string? LabelOf(string environment) =>
        RepositoryNameParser.Normalize(environment) is { } part ? $"config-{part.ToString().Replace('/', '-')}" : null;
}

/// <summary><c>ContainerConfigImage</c> items, as MSBuild has them.</summary>
/// <param name="Environment">The item's <c>Include</c>.</param>
/// <param name="Repository">Empty is not set.</param>
/// <param name="Patterns">The item's <c>Files</c>, for messages.</param>
internal sealed record ConfigurationImageInput(string Environment, string Repository, string Patterns)
{
    /// <param name="repository">The application's repository; null where it is not valid, which is reported already.</param>
    /// <param name="inputs">The items; those of one environment are one image.</param>
    /// <param name="files">What the patterns of the items found, by environment.</param>
    /// <param name="errors">Gets CTZ1190 to CTZ1193.</param>
    public static ImmutableArray<ConfigurationImage> Plan(
        RepositoryName? repository,
        IEnumerable<ConfigurationImageInput> inputs,
        ILookup<string, LayerFile> files,
        ICollection<Diagnostic> errors
    )
    {
        var images = inputs
            .GroupBy(input => input.Environment, StringComparer.OrdinalIgnoreCase)
            .Select(same => Plan(repository, same.Key, [.. same], files[same.Key], errors))
            .OfType<ConfigurationImage>()
            .ToImmutableArray();
        foreach (var same in images.GroupBy(image => image.Repository).Where(same => same.Count() > 1 || same.Key == repository))
        {
            errors.Add(
                InputDiagnostics.ConfigImageRepositoryTaken.Create(
                    string.Join("', '", same.Select(image => image.Environment)),
                    same.Key,
                    same.Key == repository ? "which is the application's" : "which only one of them can use"
                )
            );
        }

        return images;
    }

    private static ConfigurationImage? Plan(
        RepositoryName? repository,
        string environment,
        ImmutableArray<ConfigurationImageInput> inputs,
        IEnumerable<LayerFile> found,
        ICollection<Diagnostic> errors
    )
    {
        var before = errors.Count;
        var written = inputs.FirstOrDefault(input => input.Repository.Length > 0)?.Repository;
        var label = ConfigurationImage.LabelOf(environment);
        var named = label is null || repository is null ? written : written ?? ConfigurationImage.DefaultRepository(repository, label);
        var own = named is null ? null : RepositoryNameParser.Normalize(named);
        if (label is null || (own is null && named is not null))
        {
            errors.Add(InputDiagnostics.InvalidConfigImage.Create(environment, written ?? ""));
        }

        var files = found
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .DistinctBy(file => (file.Directory, file.Name))
            .ToImmutableArray();
        if (files.IsEmpty)
        {
            errors.Add(
                InputDiagnostics.ConfigImageWithoutFiles.Create(environment, string.Join(';', inputs.Select(input => input.Patterns)))
            );
        }

        foreach (var error in files.Select(file => LayerNames.Check(file.Name, file.SourcePath)).OfType<Diagnostic>())
        {
            errors.Add(error);
        }

        foreach (var same in files.GroupBy(file => file.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            errors.Add(
                InputDiagnostics.ConfigImageFileTwice.Create(environment, same.First().SourcePath, same.Last().SourcePath, same.Key)
            );
        }

        return errors.Count > before || own is null ? null : new ConfigurationImage(environment, label!, own, files);
    }
}
