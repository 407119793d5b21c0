using System.Collections.Immutable;
using Containerize.Contexts;
using Microsoft.Build.Execution;

namespace Containerize.Tasks.Graph;

/// <summary>Takes from an evaluated project what a build elsewhere needs.</summary>
internal static class EvaluatedProjects
{
    // Folders of what comes with the .NET SDK, in packages, or out of restore: a container has its own.
    private static readonly string[] ForeignFolders =
    [
        "NetCoreRoot",
        "DOTNET_HOST_PATH",
        "MSBuildToolsPath",
        "MSBuildExtensionsPath",
        "MSBuildSDKsPath",
        "NetCoreTargetingPackRoot",
        "NuGetPackageRoot",
        "NuGetPackageFolders",
        "RestorePackagesPath",
        "MSBuildProjectExtensionsPath",
        "BaseIntermediateOutputPath",
        "MSBuildUserExtensionsPath",
    ];

    private static readonly string[] OutputFolders =
    [
        "BaseOutputPath",
        "BaseIntermediateOutputPath",
        "MSBuildProjectExtensionsPath",
        "OutDir",
        "IntermediateOutputPath",
        "PublishDir",
        "ArtifactsPath",
        "PackageOutputPath",
        "RestorePackagesPath",
    ];

    private static readonly string[] FileProperties =
    [
        "AssemblyOriginatorKeyFile",
        "ApplicationIcon",
        "ApplicationManifest",
        "Win32Resource",
        "CodeAnalysisRuleSet",
        "RunSettingsFilePath",
        "NuspecFile",
    ];

    private static readonly string[] OptionalItems = ["EditorConfigFiles", "PotentialEditorConfigFiles", "GlobalAnalyzerConfigFiles"];

    // Of all other types, what publishes or compiles them says so elsewhere.
    private static readonly string[] CompiledItems = ["Compile", "EmbeddedResource", "AdditionalFiles", "Reference", "Analyzer"];
    private static readonly string[] CopiedItems = ["None", "Content"];
    private static readonly string[] CopyMetadata = ["CopyToPublishDirectory", "CopyToOutputDirectory"];

    // Projects are in the graph for themselves; the others are files that the build reads here.
    private static readonly string[] OtherItems = ["ProjectReference", "_ProjectReferencesFromRAR", "ProjectReferenceWithConfiguration"];

    public static EvaluatedProject Read(ProjectInstance project, bool isReferenced)
    {
        var folder = project.Directory;
        ImmutableArray<string> foreign = [.. ForeignFolders.SelectMany(name => Paths(name)).Where(path => path != folder)];
        ImmutableArray<string> imports =
        [
            .. project
                .ImportPaths.Select(Normalize)
                .Where(path => IsOwn(path) && !path.EndsWith(".user", StringComparison.OrdinalIgnoreCase)),
        ];
        var items = project
            .Items.Where(item => !OtherItems.Contains(item.ItemType) && !item.ItemType.StartsWith("Container", StringComparison.Ordinal))
            .SelectMany(item => Files(item).Select(path => (item.ItemType, Path: path)))
            .Where(item => IsOwn(item.Path) && File.Exists(item.Path))
            .DistinctBy(item => item.Path)
            .ToLookup(item => OptionalItems.Contains(item.ItemType), item => item.Path);
        var used = project.Items.Where(IsUsed).SelectMany(Files).Where(path => IsOwn(path) && File.Exists(path));
        return new EvaluatedProject
        {
            Path = Normalize(project.FullPath),
            Imports = imports,
            Files =
            [
                .. items[false].Concat(FileProperties.SelectMany(Paths).Where(path => IsOwn(path) && File.Exists(path))).Except(imports),
            ],
            UsedFiles = [.. used.Distinct(StringComparer.Ordinal)],
            // Of each kind: web projects and Blazor's own ask for one, and libraries of components are none the worse for it.
            Components =
                project.GetPropertyValue("RequiresAspNetWebAssets").Length == 0
                    ?
                    [
                        .. project
                            .GetItems("Content")
                            .Where(item => item.EvaluatedInclude.EndsWith(".razor", StringComparison.Ordinal))
                            .Select(item => Full(item.EvaluatedInclude))
                            .OfType<string>(),
                    ]
                    : [],
            OptionalFiles = [.. items[true]],
            TreatsWarningsAsErrors =
                IsTrue("TreatWarningsAsErrors") || IsTrue("CodeAnalysisTreatWarningsAsErrors") || IsTrue("MSBuildTreatWarningsAsErrors"),
            OutputFolders = [.. OutputFolders.SelectMany(Paths)],
            LockFile = Paths("NuGetLockFilePath").FirstOrDefault() ?? DefaultLockFile(project),
            IsReferenced = isReferenced,
            AssemblyName = project.GetPropertyValue("AssemblyName"),
            SourceSize = project
                .GetItems("Compile")
                .Select(item => Full(item.EvaluatedInclude))
                .Where(File.Exists)
                .Sum(path => new FileInfo(path!).Length),
            RequiresLockFile = IsTrue("RestoreLockedMode"),
        };

        bool IsTrue(string property) => project.GetPropertyValue(property).Equals("true", StringComparison.OrdinalIgnoreCase);

        bool IsOwn(string path) =>
            !foreign.Any(other =>
                path.StartsWith(other, StringComparison.Ordinal)
                && (path.Length == other.Length || path[other.Length] == Path.DirectorySeparatorChar)
            );

        IEnumerable<string> Paths(string property) =>
            project
                .GetPropertyValue(property)
                .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(Full)
                .OfType<string>();

        IEnumerable<string> Files(ProjectItemInstance item) =>
            item.HasMetadata("HintPath")
                ? new[] { item.EvaluatedInclude, item.GetMetadataValue("HintPath") }.Select(Full).OfType<string>()
                : new[] { Full(item.EvaluatedInclude) }.OfType<string>();

        string? Full(string path) =>
            path.Length is > 0 and < 4096 && path.IndexOfAny(['\0', '\n', '<', '|']) < 0
                ? Normalize(Path.Combine(folder, path.Replace('\\', Path.DirectorySeparatorChar)))
                : null;
    }

    private static bool IsUsed(ProjectItemInstance item) =>
        CompiledItems.Contains(item.ItemType)
        || (
            CopiedItems.Contains(item.ItemType)
            && CopyMetadata.Select(item.GetMetadataValue).FirstOrDefault(value => value.Length > 0) is { } copied
            && copied != "Never"
        );

    private static string DefaultLockFile(ProjectInstance project)
    {
        var named = Path.Combine(
            project.Directory,
            $"packages.{Path.GetFileNameWithoutExtension(project.FullPath).Replace(' ', '_')}.lock.json"
        );
        return File.Exists(named) ? named : Path.Combine(project.Directory, "packages.lock.json");
    }

    private static string Normalize(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
