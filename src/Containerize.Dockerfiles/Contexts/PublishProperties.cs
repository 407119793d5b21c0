using System.Collections.Immutable;

namespace Containerize.Contexts;

/// <summary>
/// What a publish in a container is told so that it gives what the publish here would. Of the properties on the command
/// line only known ones go along: among the others may be a token.
/// </summary>
internal static class PublishProperties
{
    // Microsoft.NET.Sdk's and the compilers': what changes the files that are published.
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "Configuration",
        "Platform",
        "TargetFramework",
        "SelfContained",
        "UseAppHost",
        "AssemblyName",
        "PublishAot",
        "PublishTrimmed",
        "PublishSingleFile",
        "PublishReadyToRun",
        "PublishReadyToRunComposite",
        "PublishReadyToRunEmitSymbols",
        "PublishReferencesDocumentationFiles",
        "PublishDocumentationFiles",
        "TrimMode",
        "TrimmerSingleWarn",
        "SuppressTrimAnalysisWarnings",
        "EnableCompressionInSingleFile",
        "IncludeNativeLibrariesForSelfExtract",
        "IncludeAllContentForSelfExtract",
        "IncludeSymbolsInSingleFile",
        "IlcOptimizationPreference",
        "OptimizationPreference",
        "StripSymbols",
        "StackTraceSupport",
        "InvariantGlobalization",
        "InvariantTimezone",
        "PredefinedCulturesOnly",
        "SatelliteResourceLanguages",
        "UseSystemResourceKeys",
        "EventSourceSupport",
        "MetadataUpdaterSupport",
        "ServerGarbageCollection",
        "ConcurrentGarbageCollection",
        "TieredCompilation",
        "TieredPGO",
        "TieredCompilationQuickJit",
        "AutoreleasePoolSupport",
        "RollForward",
        "Version",
        "VersionPrefix",
        "VersionSuffix",
        "PackageVersion",
        "AssemblyVersion",
        "FileVersion",
        "InformationalVersion",
        "SourceRevisionId",
        "IncludeSourceRevisionInInformationalVersion",
        "DefineConstants",
        "DebugType",
        "DebugSymbols",
        "Optimize",
        "Deterministic",
        "DeterministicSourcePaths",
        "ContinuousIntegrationBuild",
        "LangVersion",
        "Nullable",
        "TreatWarningsAsErrors",
        "WarningsAsErrors",
        "NoWarn",
        "WarningLevel",
        "RestoreLockedMode",
        "CopyOutputSymbolsToPublishDirectory",
        "EnvironmentName",
        "IsTransformWebConfigDisabled",
        "ErrorOnDuplicatePublishOutputFiles",
        "CompressionEnabled",
        "StaticWebAssetsEnabled",
    };

    /// <summary>Whether a property says which version is built: a Dockerfile that is kept is for all of them.</summary>
    public static bool IsVersion(string name) =>
        name.EndsWith("Version", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Version", StringComparison.OrdinalIgnoreCase);

    /// <param name="globalProperties">Those of this build.</param>
    /// <param name="own">What is known of the project itself; it counts where the command line says nothing.</param>
    /// <param name="items"><c>ContainerBuildProperty</c>; these win.</param>
    /// <returns>Ordered by name.</returns>
    public static ImmutableArray<KeyValuePair<string, string>> Create(
        IEnumerable<KeyValuePair<string, string>> globalProperties,
        IEnumerable<KeyValuePair<string, string>> own,
        IEnumerable<KeyValuePair<string, string>> items
    )
    {
        var properties = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in own.Concat(globalProperties.Where(property => Known.Contains(property.Key))).Concat(items))
        {
            if (value.Length > 0)
            {
                // The spelling that was set last.
                properties.Remove(name);
                properties[name] = value;
            }
        }

        return [.. properties];
    }
}
