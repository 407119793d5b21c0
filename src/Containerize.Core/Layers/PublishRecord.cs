using System.Collections.Immutable;

namespace Containerize.Layers;

/// <summary>What is known of a publish folder besides its files: what the publish resolved, and when it began.</summary>
internal sealed record PublishRecord
{
    /// <summary>File systems of other systems do not tell <c>App.dll</c> from <c>app.dll</c>.</summary>
    public static StringComparer Names { get; } = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>What the publish resolved, by its name below the folder, with <c>/</c>.</summary>
    public required IReadOnlyDictionary<string, ResolvedFile> Files { get; init; }

    /// <summary>What was written into the folder without being resolved, by name: static web assets, the host, <c>web.config</c>.</summary>
    public IReadOnlySet<string> Written { get; init; } = new HashSet<string>();

    /// <summary>Before anything was published; null where nothing was: the folder is as it was prepared.</summary>
    public DateTime? Began { get; init; }

    /// <summary>Where the names of files are kept that the project's own targets have put there.</summary>
    public required string OwnFilesPath { get; init; }

    /// <summary>What the application is called; empty where that is not known.</summary>
    public string AssemblyName { get; init; } = "";

    /// <summary>
    /// The .NET SDK's lists of what publishes put into a folder, one for each configuration: of a prepared folder its own, of
    /// which the newest is the last publish's; else those of all folders.
    /// </summary>
    public ImmutableArray<string> OutputsPaths { get; init; } = [];

    public SourceFolders Folders { get; init; } = new("", [], "");

    public bool Knows(string name) => Files.ContainsKey(name) || Written.Contains(name);
}

/// <summary>A file that a publish resolved.</summary>
/// <param name="SourcePath">Where it was copied from, absolute.</param>
/// <param name="PackageVersion">Of the package that it comes from; empty for none.</param>
/// <param name="AssetType">What it is in its package: <c>runtime</c>, <c>native</c>; else empty.</param>
internal sealed record ResolvedFile(string SourcePath, string PackageVersion, string AssetType);
