using System.Collections.Immutable;

namespace Containerize.Planning;

/// <summary>Who makes the image; <c>ContainerBuilder</c>.</summary>
internal enum BuilderKind
{
    /// <summary>This package itself, with no engine.</summary>
    Native,

    /// <summary>A Docker engine over its API: BuildKit without a session, or the classic builder where there is no BuildKit.</summary>
    Docker,

    /// <summary>The <c>docker buildx</c> command, whose builders may be remote.</summary>
    Buildx,

    /// <summary>The <c>podman</c> command.</summary>
    Podman,

    /// <summary>The <c>buildah</c> command.</summary>
    Buildah,
}

/// <summary>What happens in containers; <c>ContainerBuildPattern</c>.</summary>
internal enum BuildPattern
{
    /// <summary>Publish here, copy into the runtime image.</summary>
    Host,

    /// <summary>Restore, build and publish in containers; the runtime image gets the result.</summary>
    MultiStage,

    /// <summary>The same in one stage, which is the image: it has the .NET SDK.</summary>
    AllInOne,
}

/// <summary>The network of a command in a build, as <c>RUN --network</c> has it.</summary>
internal enum BuildNetwork
{
    Default,
    None,
    Host,
}

/// <summary>
/// How an engine builds the image of an <see cref="ImagePlan"/>: validated and immutable. Stages have the names in
/// <see cref="StageNames"/>.
/// </summary>
internal sealed record EngineBuildPlan
{
    public required BuilderKind Builder { get; init; }

    public BuildPattern Pattern { get; init; } = BuildPattern.Host;

    /// <summary><c>ContainerBuildxBuilder</c>; empty is the current one.</summary>
    public string BuildxBuilder { get; init; } = "";

    /// <summary><c>ContainerSdkImage</c>: what restore, build and publish run in; null where nothing runs in a container.</summary>
    public BaseImageReference.Registry? SdkImage { get; init; }

    /// <summary><c>ContainerAptPackage</c>, in their order.</summary>
    public ImmutableArray<string> AptPackages { get; init; } = [];

    /// <summary><c>ContainerApkPackage</c>, in their order.</summary>
    public ImmutableArray<string> ApkPackages { get; init; } = [];

    /// <summary><c>ContainerRun</c>, ordered by <see cref="BuildCommand.Order"/> within a stage.</summary>
    public ImmutableArray<BuildCommand> Commands { get; init; } = [];

    /// <summary><c>ContainerBuildSecret</c>.</summary>
    public ImmutableArray<BuildSecret> Secrets { get; init; } = [];

    /// <summary><c>ContainerBuildArgument</c>: name and value.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Arguments { get; init; } = [];

    /// <summary><c>ContainerDockerfileFragment</c>, in their order.</summary>
    public ImmutableArray<DockerfileFragment> Fragments { get; init; } = [];

    /// <summary>Whether instructions of the project may change any file of the image.</summary>
    public bool RunsCommands => !(Commands.IsEmpty && Fragments.IsEmpty);

    /// <summary>Whether the build may install what the base does not have.</summary>
    public bool AddsSystemSoftware => RunsCommands || !(AptPackages.IsEmpty && ApkPackages.IsEmpty);

    /// <summary><c>ContainerTestStage</c>.</summary>
    public bool RunsTests { get; init; }

    /// <summary>Whether <c>ContainerVariants</c> has <c>debug</c>.</summary>
    public bool HasDebugVariant { get; init; }

    /// <summary>
    /// <c>ContainerDebugAptPackage</c>: with these the variant is the image and these packages; without, the application on
    /// <see cref="SdkImage"/>.
    /// </summary>
    public ImmutableArray<string> DebugAptPackages { get; init; } = [];

    /// <summary><c>ContainerBuildCacheFrom</c>, in BuildKit's notation: <c>type=registry,ref=…</c>.</summary>
    public ImmutableArray<string> CacheFrom { get; init; } = [];

    /// <summary><c>ContainerBuildCacheTo</c>, in BuildKit's notation.</summary>
    public ImmutableArray<string> CacheTo { get; init; } = [];

    /// <summary><c>ContainerBuildNetwork</c>: the network of all commands, empty for the builder's own.</summary>
    public string Network { get; init; } = "";

    /// <summary>
    /// <c>ContainerDockerfileSyntax</c>: the front end of a <c># syntax=</c> line; empty for none, since it is fetched from a registry.
    /// </summary>
    public string Syntax { get; init; } = "";

    /// <summary>What is built in containers; null for <see cref="BuildPattern.Host"/>.</summary>
    public BuildSources? Sources { get; init; }
}

/// <summary>The stages of the default build.</summary>
internal static class StageNames
{
    public const string Restore = "restore";
    public const string Build = "build";
    public const string Test = "test";
    public const string Publish = "publish";
    public const string Final = "final";
    public const string Debug = "debug";
}

/// <summary>A <c>ContainerRun</c> item: a command in the image, or in another stage.</summary>
/// <param name="Stage">Name of the stage, <c>final</c> where the item has none.</param>
/// <param name="Command">What the shell runs.</param>
/// <param name="User">Who runs it; empty is root.</param>
/// <param name="Network">Its network.</param>
/// <param name="Order">Lower ones run first; equal ones in the order of the items.</param>
/// <param name="Secrets">Ids of <see cref="EngineBuildPlan.Secrets"/> that it can read at <c>/run/secrets/ID</c>.</param>
internal sealed record BuildCommand(
    string Stage,
    string Command,
    string User,
    BuildNetwork Network,
    int Order,
    ImmutableArray<string> Secrets
);

/// <summary>A <c>ContainerBuildSecret</c> item. The plan never has the secret itself.</summary>
/// <param name="Id">Its name, and that of the file in <c>/run/secrets</c>.</param>
/// <param name="Variable">The variable of this build that holds it; empty where a file does.</param>
/// <param name="File">Absolute path of the file that holds it; empty where a variable does.</param>
/// <param name="ForRestore">Whether <c>dotnet restore</c> can read it: credentials of a package source.</param>
internal sealed record BuildSecret(string Id, string Variable, string File, bool ForRestore);

/// <summary>A <c>ContainerDockerfileFragment</c> item: reviewed instructions for one stage.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Name">The path as it was written, for messages and comments.</param>
/// <param name="Stage">Name of the stage it goes into, after what the stage has.</param>
internal sealed record DockerfileFragment(string Path, string Name, string Stage);
