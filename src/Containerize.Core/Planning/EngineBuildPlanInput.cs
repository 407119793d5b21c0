using System.Collections.Immutable;

namespace Containerize.Planning;

/// <summary>The properties and items that say how an engine builds the image, as MSBuild has them: text, empty where not set.</summary>
internal sealed record EngineBuildPlanInput
{
    public required string ProjectDirectory { get; init; }

    /// <summary><c>ContainerBuilder</c>.</summary>
    public string Builder { get; init; } = "";

    /// <summary><c>ContainerBuildPattern</c>.</summary>
    public string Pattern { get; init; } = "";

    /// <summary><c>ContainerBuildxBuilder</c>.</summary>
    public string BuildxBuilder { get; init; } = "";

    /// <summary><c>ContainerSdkImage</c>; where the project has none, <see cref="DefaultSdkImage"/> infers it.</summary>
    public string SdkImage { get; init; } = "";

    /// <summary><c>ContainerTestStage</c>.</summary>
    public string TestStage { get; init; } = "";

    /// <summary><c>ContainerVariants</c>.</summary>
    public string Variants { get; init; } = "";

    /// <summary><c>ContainerBuildCacheFrom</c>.</summary>
    public string CacheFrom { get; init; } = "";

    /// <summary><c>ContainerBuildCacheTo</c>.</summary>
    public string CacheTo { get; init; } = "";

    /// <summary><c>ContainerBuildNetwork</c>.</summary>
    public string Network { get; init; } = "";

    /// <summary><c>ContainerDockerfileSyntax</c>.</summary>
    public string Syntax { get; init; } = "";

    /// <summary>The project's items, all kinds in one list: the tasks hand it over as it is.</summary>
    public ImmutableArray<BuildItem> Items { get; init; } = [];

    /// <summary>
    /// The variables of this build, in which secrets are; null if a Dockerfile is only written, which does not need
    /// the secrets for.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
}

/// <summary>An item of the project that only a builder with an engine understands.</summary>
/// <param name="Kind">The item's type, one of <see cref="BuildItemKinds"/>.</param>
/// <param name="Include">Its <c>Include</c>.</param>
/// <param name="Metadata">Gives a metadatum by its name; empty where there is none.</param>
internal sealed record BuildItem(string Kind, string Include, Func<string, string> Metadata);

/// <summary>Types of <see cref="BuildItem"/>.</summary>
internal static class BuildItemKinds
{
    public const string AptPackage = "ContainerAptPackage";
    public const string ApkPackage = "ContainerApkPackage";
    public const string DebugAptPackage = "ContainerDebugAptPackage";
    public const string Run = "ContainerRun";
    public const string Secret = "ContainerBuildSecret";
    public const string Argument = "ContainerBuildArgument";
    public const string Fragment = "ContainerDockerfileFragment";
    public const string TestProject = "ContainerTestProject";
    public const string Property = "ContainerBuildProperty";
    public const string ContextInclude = "ContainerBuildInclude";
    public const string ContextExclude = "ContainerBuildExclude";

    /// <summary>All of them: where a project has none, no builder but the native one is asked for.</summary>
    public static ImmutableArray<string> All { get; } =
    [AptPackage, ApkPackage, DebugAptPackage, Run, Secret, Argument, Fragment, TestProject, Property, ContextInclude, ContextExclude];
}

/// <summary>What the project's items say about the sources of a build in containers. Paths are absolute.</summary>
internal sealed record BuildSourcesInput
{
    /// <summary><c>ContainerTestProject</c>.</summary>
    public ImmutableArray<string> TestProjects { get; init; } = [];

    /// <summary><c>ContainerBuildProperty</c>.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Properties { get; init; } = [];

    /// <summary><c>ContainerBuildInclude</c>: files and folders that enter the context whatever else is said.</summary>
    public ImmutableArray<string> Included { get; init; } = [];

    /// <summary><c>ContainerBuildExclude</c>: files and folders that stay out.</summary>
    public ImmutableArray<string> Excluded { get; init; } = [];
}
