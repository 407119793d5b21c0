using System.Collections.Immutable;
using Containerize.Files;

namespace Containerize.Contexts;

/// <summary>
/// Files that apply to a project from the folders above it without any project naming them. NuGet merges every
/// nuget.config up to the root of the disk; the .NET SDK takes the nearest global.json, MSBuild the nearest
/// Directory.Build.rsp. A repository's end is an end here: what is above it belongs to the machine.
/// </summary>
internal sealed record RepositoryFiles
{
    /// <summary>The folder with <c>.git</c>; null where there is none.</summary>
    public string? RepositoryRoot { get; private init; }

    /// <summary>The nearest first.</summary>
    public ImmutableArray<string> NuGetFiles { get; private init; } = [];

    /// <summary>Packages in folders that a nuget.config of the repository names as a source.</summary>
    public ImmutableArray<string> Packages { get; private init; } = [];

    private ImmutableArray<string> Others { get; init; } = [];

    public IEnumerable<string> All => NuGetFiles.Concat(Others);

    public bool IsOfRepository(string file) => RepositoryRoot is { } root && FolderPaths.IsWithin(file, root);

    public static RepositoryFiles Find(string projectFile)
    {
        var nuget = ImmutableArray.CreateBuilder<string>();
        string? globalJson = null,
            response = null,
            root = null;
        for (
            var folder = Path.GetDirectoryName(projectFile);
            folder is not null && folder != Path.GetPathRoot(folder) && root is null;
            folder = Path.GetDirectoryName(folder)
        )
        {
            // Named in all casings, and found by NuGet in three of them where case counts.
            nuget.AddRange(
                Directory
                    .EnumerateFiles(folder, "*.?onfig")
                    .Where(file => Path.GetFileName(file).Equals("nuget.config", StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal)
            );
            globalJson ??= Existing(folder, "global.json");
            response ??= Existing(folder, "Directory.Build.rsp");
            root = Path.Exists(Path.Combine(folder, ".git")) ? folder : null;
        }

        return new RepositoryFiles
        {
            RepositoryRoot = root,
            NuGetFiles = nuget.ToImmutable(),
            Packages = [.. nuget.SelectMany(NuGetConfiguration.PackagesOfFolders)],
            Others = [.. new[] { globalJson, response }.OfType<string>()],
        };
    }

    private static string? Existing(string folder, string name) =>
        Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;
}
