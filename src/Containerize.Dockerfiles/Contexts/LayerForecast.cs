using System.Collections.Immutable;
using Containerize.Layers;
using Containerize.Planning;
using NuGet.Versioning;

namespace Containerize.Contexts;

/// <summary>
/// Which published files will be in which layer, told before anything is compiled, so that a build in a container cuts
/// the layers where a publish here would. What packages and the runtime contain is known to the byte; of referenced
/// projects the names are known, and their size is estimated by their sources. Static web assets that a publish makes
/// besides (compressed ones) are not known, and stay with the application. Pure.
/// </summary>
internal static class LayerForecast
{
    private const string WebRoot = "wwwroot/";

    /// <param name="files">What restore says will be published.</param>
    /// <param name="projects">Those that are referred to, directly or not.</param>
    /// <param name="rules">What the project says about layers.</param>
    /// <returns>The layers below the application's.</returns>
    public static ImmutableArray<ForecastLayer> Create(
        ImmutableArray<ForecastFile> files,
        IEnumerable<ReferencedProject> projects,
        LayerRules rules
    )
    {
        if (rules.IsSingle)
        {
            return [];
        }

        var kinds = new Dictionary<string, LayerKind>(StringComparer.Ordinal);
        var sizes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            sizes[file.Name] = file.Size;
            if (Kind(file) is { } kind)
            {
                kinds[file.Name] = kind;
            }
        }

        foreach (var project in projects)
        {
            // The assembly weighs about what its source does, and the symbols the same again with their header.
            Add(project.AssemblyName + ".dll", project.SourceSize);
            Add(project.AssemblyName + ".pdb", project.SourceSize + SymbolsHeader);
        }

        // Something of the application is always above.
        sizes[Application] = 0;
        var layers = LayerPlanner.Plan([.. sizes.Select(pair => new LayerFile("", pair.Key, pair.Value))], KindOf, "/", rules);
        return
        [
            .. layers
                .TakeWhile(layer => !layer.Files.Any(file => file.Name == Application))
                .Select(layer => new ForecastLayer(layer.Name, [.. layer.Files.Select(file => file.Name)])),
        ];

        void Add(string name, long size)
        {
            sizes[name] = size;
            kinds[name] = LayerKind.Projects;
        }

        LayerKind KindOf(LayerFile file) =>
            Path.GetExtension(file.Name) is ".pdb" or ".xml" or ".dbg"
            && kinds.GetValueOrDefault(Path.ChangeExtension(file.Name, ".dll")) is { } companion
                ? companion
                : kinds.GetValueOrDefault(file.Name)
                    ?? (file.Name.StartsWith(WebRoot, StringComparison.Ordinal) ? LayerKind.Content : LayerKind.Application);
    }

    /// <summary>No file has this name.</summary>
    private const string Application = "/";

    /// <summary>Bytes of a portable PDB that has no methods yet.</summary>
    private const long SymbolsHeader = 8 * 1024;

    /// <summary>As a dependency file would tell it, see <see cref="DependencyFile"/>; null for what it does not list.</summary>
    private static LayerKind? Kind(ForecastFile file)
    {
        if (file.IsRuntime)
        {
            return LayerKind.Runtime;
        }

        if (file.PackageVersion.Length == 0 || file.AssetType is not ("runtime" or "native" or "resources"))
        {
            return null;
        }

        return file.AssetType != "native" && NuGetVersion.TryParse(file.PackageVersion, out var version) && !version.IsPrerelease
            ? LayerKind.Packages
            : LayerKind.PrereleasePackages;
    }
}

/// <summary>A file that will be published.</summary>
/// <param name="Name">Relative to the publish folder, with <c>/</c>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="PackageVersion">Version of the package that it comes from; empty where it comes from none.</param>
/// <param name="AssetType">What it is in its package: <c>runtime</c>, <c>native</c>, <c>resources</c>; else empty.</param>
/// <param name="IsRuntime">Whether it comes from a runtime pack.</param>
internal sealed record ForecastFile(string Name, long Size, string PackageVersion, string AssetType, bool IsRuntime);

/// <summary>A project that the published one refers to.</summary>
/// <param name="AssemblyName">Its assembly, without extension.</param>
/// <param name="SourceSize">Bytes of all that it compiles.</param>
internal sealed record ReferencedProject(string AssemblyName, long SourceSize);
