namespace Containerize.Diagnostics;

/// <summary>CTZ1090 to CTZ1109: what the project says about a build by an engine.</summary>
internal static partial class InputDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidBuilder = new(
        "CTZ1090",
        DiagnosticSeverity.Error,
        "Unknown builder",
        "ContainerBuilder '{0}' is not known. Use 'native' (the default, which needs no engine), 'docker', 'buildx', 'podman' or 'buildah'."
    );

    public static readonly DiagnosticDescriptor EngineNeeded = new(
        "CTZ1091",
        DiagnosticSeverity.Error,
        "The native builder runs no commands",
        "The project has {0}, which only an engine can build, and ContainerBuilder is 'native'. Set ContainerBuilder to "
            + "'docker', 'buildx', 'podman' or 'buildah', or remove that."
    );

    public static readonly DiagnosticDescriptor InvalidBuildPattern = new(
        "CTZ1092",
        DiagnosticSeverity.Error,
        "Unknown build pattern",
        "ContainerBuildPattern '{0}' is not known. Use 'host' (publish here; the default), 'multi-stage' (everything in "
            + "containers) or 'all-in-one'."
    );

    public static readonly DiagnosticDescriptor OnlyBuildx = new(
        "CTZ1093",
        DiagnosticSeverity.Error,
        "Only buildx has this",
        "{0} is set, and ContainerBuilder is '{1}'. Only 'buildx' supports it: set ContainerBuilder to 'buildx', or leave {0} out."
    );

    public static readonly DiagnosticDescriptor TwoPackageManagers = new(
        "CTZ1094",
        DiagnosticSeverity.Error,
        "Packages of Debian and of Alpine in one image",
        "The project has packages of Debian or Ubuntu ({0}) and of Alpine ({1}). Keep those for the system of the base: "
            + "ContainerAptPackage or ContainerApkPackage, with conditions if the project has several bases."
    );

    // {0} the item, {1} its Include.
    public static readonly DiagnosticDescriptor InvalidSystemPackage = new(
        "CTZ1095",
        DiagnosticSeverity.Error,
        "Invalid name of a system package",
        "{0} '{1}' is not a package. Write its name in lower-case letters, digits, '.', '+' and '-', with '=VERSION' after "
            + "it to choose a version, for example 'libgdiplus' or 'curl=7.88.1-10'; write one item for each package."
    );

    // {0} the command, {1} what is wrong.
    public static readonly DiagnosticDescriptor InvalidCommand = new(
        "CTZ1096",
        DiagnosticSeverity.Error,
        "Invalid command of a build",
        "ContainerRun '{0}' {1}. Include is one line for the image's shell (';' is written '%3B'); Stage, User, Network "
            + "(default, none or host), Order (a whole number) and Secrets (ids of ContainerBuildSecret) are optional."
    );

    // {0} the id, {1} what is wrong.
    public static readonly DiagnosticDescriptor InvalidBuildSecret = new(
        "CTZ1097",
        DiagnosticSeverity.Error,
        "Invalid secret of a build",
        "ContainerBuildSecret '{0}' {1}. Include is an id of letters, digits, '.', '_' and '-'; Variable names the "
            + "environment variable that holds the secret, or File the file. Never write the secret itself in the project or on "
            + "the command line."
    );

    public static readonly DiagnosticDescriptor InvalidBuildArgument = new(
        "CTZ1098",
        DiagnosticSeverity.Error,
        "Invalid argument of a build",
        "ContainerBuildArgument '{0}' {1}. Write one item for each, with a name of letters, digits and '_', and Value on one line."
    );

    public static readonly DiagnosticDescriptor FragmentMissing = new(
        "CTZ1099",
        DiagnosticSeverity.Error,
        "A fragment is not there",
        "ContainerDockerfileFragment '{0}' does not exist. Correct the path, which is relative to the project; globs that "
            + "match nothing give no item."
    );

    public static readonly DiagnosticDescriptor InvalidVariant = new(
        "CTZ1100",
        DiagnosticSeverity.Error,
        "Unknown variant",
        "ContainerVariants has '{0}', which is not a variant. Use 'debug', or leave it empty."
    );

    public static readonly DiagnosticDescriptor InvalidSdkImage = new(
        "CTZ1101",
        DiagnosticSeverity.Error,
        "Invalid image for builds in containers",
        "ContainerSdkImage '{0}' is not an image of a registry. Write it with its registry, for example "
            + "'mcr.microsoft.com/dotnet/sdk:10.0'."
    );

    public static readonly DiagnosticDescriptor InvalidBuildNetwork = new(
        "CTZ1102",
        DiagnosticSeverity.Error,
        "Invalid network of a build",
        "ContainerBuildNetwork '{0}' is not the name of a network. Use 'default', 'none', 'host' or the name of a network of the engine."
    );

    public static readonly DiagnosticDescriptor InvalidDockerfileSyntax = new(
        "CTZ1103",
        DiagnosticSeverity.Error,
        "Invalid front end",
        "ContainerDockerfileSyntax '{0}' is not an image. Write the front end's, for example 'docker/dockerfile:1', or leave "
            + "it empty for the builder's own."
    );

    public static readonly DiagnosticDescriptor BaseOutOfReach = new(
        "CTZ1104",
        DiagnosticSeverity.Error,
        "An engine cannot build on this base",
        "ContainerBaseImage is '{0}', and ContainerBuilder '{1}' builds on images of registries or on 'scratch'. Push the "
            + "base to a registry and name it there, or set ContainerBuilder to 'native'."
    );

    public static readonly DiagnosticDescriptor TestsNotRun = new(
        "CTZ1105",
        DiagnosticSeverity.Error,
        "The test stage has nothing to run",
        "ContainerTestStage is true, but {0}. Set ContainerBuildPattern to 'multi-stage' or 'all-in-one' and name the test "
            + "projects: <ContainerTestProject Include=\"../App.Tests/App.Tests.csproj\" />."
    );

    public static readonly DiagnosticDescriptor NothingToEject = new(
        "CTZ1106",
        DiagnosticSeverity.Error,
        "The host pattern has no Dockerfile of its own",
        "ContainerBuildPattern is 'host', whose Dockerfile only copies the files of a publish on this machine, so 'docker build "
            + ".' could not use it. Leave ContainerBuildPattern out for GenerateDockerfile, or set it to 'multi-stage' or "
            + "'all-in-one'."
    );

    public static readonly DiagnosticDescriptor InvalidBuildProperty = new(
        "CTZ1107",
        DiagnosticSeverity.Error,
        "Invalid property for the publish in a container",
        "ContainerBuildProperty '{0}' {1}. Write one item for each property, with its name as Include and its Value on one "
            + "line, for example <ContainerBuildProperty Include=\"PublishReadyToRun\" Value=\"true\" />."
    );

    public static readonly DiagnosticDescriptor TestProjectMissing = new(
        "CTZ1108",
        DiagnosticSeverity.Error,
        "A test project is not there",
        "ContainerTestProject '{0}' does not exist. Correct the path, which is relative to the project."
    );
}
