using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Contexts;

/// <summary>The folder that the paths of a context begin at.</summary>
internal static class ContextRoot
{
    /// <summary>The one that the project sets, else the deepest above all that is needed.</summary>
    internal static string Find(
        SourceCollectorInput input,
        ImmutableArray<NeededFile> needs,
        RepositoryFiles configuration,
        ImmutableArray<Diagnostic>.Builder errors
    )
    {
        if (input.ContextRoot.Length > 0)
        {
            var root = Path.TrimEndingDirectorySeparator(input.ContextRoot);
            if (!Directory.Exists(root))
            {
                errors.Add(FileDiagnostics.ContextMissing.Create(input.ContextRoot));
                return root;
            }

            errors.AddRange(
                needs
                    .Where(need => !FolderPaths.IsWithin(need.Path, root))
                    .DistinctBy(need => need.Path)
                    .Select(need => FileDiagnostics.OutsideOfContext.Create(need.Path, root, need.NeededBy))
            );
            return root;
        }

        var common = Path.GetDirectoryName(input.ProjectFile)!;
        foreach (var need in needs)
        {
            var above = Common(common, Path.GetDirectoryName(need.Path)!);
            if (above is null || above == Path.GetPathRoot(above))
            {
                errors.Add(FileDiagnostics.NoCommonFolder.Create(input.ProjectFile, need.Path, above ?? ""));
                return common;
            }

            common = above;
        }

        // Settings of the repository count from wherever it has them; what analyzers tell only where it can end the build.
        var strict = input.Projects.Where(project => project.TreatsWarningsAsErrors).SelectMany(project => project.OptionalFiles);
        foreach (var file in configuration.All.Concat(strict.Where(configuration.IsOfRepository)))
        {
            common = Common(common, Path.GetDirectoryName(file)!) ?? common;
        }

        return common;
    }

    /// <summary>Null where they are on different drives.</summary>
    private static string? Common(string one, string other)
    {
        for (string? folder = one; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (FolderPaths.IsWithin(other, folder))
            {
                return folder;
            }
        }

        return null;
    }
}
