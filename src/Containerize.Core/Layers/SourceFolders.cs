using System.Collections.Immutable;
using NuGet.Versioning;

namespace Containerize.Layers;

/// <summary>Derives how often a published file changes from where it was copied from.</summary>
/// <param name="Project">The project's folder, absolute.</param>
/// <param name="Packages">Folders of packages, each with <c>ID/VERSION</c> below it.</param>
/// <param name="Sdk">The folder of the .NET SDK, which has its packs.</param>
internal sealed record SourceFolders(string Project, ImmutableArray<string> Packages, string Sdk)
{
    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>Null for what is the project's own.</summary>
    public LayerKind? KindOf(ResolvedFile file)
    {
        if (file.PackageVersion.Length > 0)
        {
            return KindOf(file.PackageVersion, file);
        }

        if (Packages.Select(folder => Below(folder, file.SourcePath)).FirstOrDefault(path => path is not null) is { } path)
        {
            return KindOf(path.Split(Separators) is [_, var version, _, ..] ? version : "", file);
        }

        // A pack, which changes with the SDK.
        if (Below(Sdk, file.SourcePath) is not null)
        {
            return LayerKind.Packages;
        }

        return Below(Project, file.SourcePath) is null ? LayerKind.Projects : null;
    }

    private static LayerKind KindOf(string version, ResolvedFile file)
    {
        var isNative = file.AssetType == "native" || file.SourcePath.Split(Separators).Contains("native");
        return !isNative && NuGetVersion.TryParse(version, out var parsed) && !parsed.IsPrerelease
            ? LayerKind.Packages
            : LayerKind.PrereleasePackages;
    }

    /// <summary>The rest of a path below a folder; null where it is elsewhere.</summary>
    private static string? Below(string folder, string path)
    {
        var start = folder.TrimEnd(Separators);
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return
            start.Length > 0 && path.Length > start.Length && path.StartsWith(start, comparison) && Separators.Contains(path[start.Length])
            ? path[(start.Length + 1)..]
            : null;
    }
}
