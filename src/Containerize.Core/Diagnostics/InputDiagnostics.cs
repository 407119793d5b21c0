namespace Containerize.Diagnostics;

/// <summary>CTZ1xxx: what the project or the command line says.</summary>
internal static partial class InputDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidRepository = new(
        "CTZ1001",
        DiagnosticSeverity.Error,
        "Invalid repository",
        "ContainerRepository '{0}' is not a repository name. Use at most 255 lower-case letters and digits, separated by '.', "
            + "'_', '-' or '/', for example 'team/my-app'."
    );

    public static readonly DiagnosticDescriptor InvalidTag = new(
        "CTZ1002",
        DiagnosticSeverity.Error,
        "Invalid tag",
        "{0} has '{1}', which is not a valid tag. A tag has 1 to 128 letters, digits, '_', '.' and '-', and begins with a "
            + "letter, a digit or '_'. Change {0}; write several tags into ContainerImageTags, separated by spaces (also by ',' and ';' "
            + "in a project, but not on a command line, where MSBuild reads these itself)."
    );

    public static readonly DiagnosticDescriptor InvalidLabelName = new(
        "CTZ1004",
        DiagnosticSeverity.Error,
        "Invalid label name",
        "ContainerLabel '{0}' is not a label name. Use ASCII letters, digits and punctuation without spaces, quotes, '=', '$', '#' and "
            + "'\\', for example 'com.example.team'."
    );

    public static readonly DiagnosticDescriptor InvalidEnvironmentVariableName = new(
        "CTZ1005",
        DiagnosticSeverity.Error,
        "Invalid name of an environment variable",
        "ContainerEnvironmentVariable '{0}' is not a variable name. "
            + "Begin with a letter, digit or '_'; the other characters are these or '.', ':', '/', '-', for example "
            + "'Logging__LogLevel__Microsoft.AspNetCore'."
    );

    public static readonly DiagnosticDescriptor InvalidRegistry = new(
        "CTZ1006",
        DiagnosticSeverity.Error,
        "Invalid registry",
        "{0} '{1}' is not a registry name. Write the host and an optional port, for example 'ghcr.io' or 'localhost:5000'; "
            + "what follows a '/' belongs in ContainerRepository, and several registries in ContainerRegistries."
    );

    public static readonly DiagnosticDescriptor InvalidImageFormat = new(
        "CTZ1007",
        DiagnosticSeverity.Error,
        "Unknown image format",
        "ContainerImageFormat '{0}' is not known. Use 'OCI' or 'Docker', or leave it empty to follow the base image."
    );

    public static readonly DiagnosticDescriptor InvalidRuntimeIdentifier = new(
        "CTZ1008",
        DiagnosticSeverity.Error,
        "Unknown platform",
        "{0} '{1}' does not name a platform of a container image. Use a portable runtime identifier such as 'linux-x64', "
            + "'linux-arm64' or 'linux-musl-x64'."
    );

    public static readonly DiagnosticDescriptor UnsupportedPlatform = new(
        "CTZ1009",
        DiagnosticSeverity.Error,
        "Windows images are not built",
        "{0} '{1}' asks for a Windows image, and only Linux images are built. Set RuntimeIdentifier (or "
            + "ContainerRuntimeIdentifier) to 'linux-x64' or another Linux platform."
    );

    public static readonly DiagnosticDescriptor EntryFileMissing = new(
        "CTZ1013",
        DiagnosticSeverity.Error,
        "The published files do not contain the application",
        "The publish folder '{0}' does not have '{1}', which the image would start. Publish the project there first (without "
            + "NoBuild), correct PublishDir, or set ContainerAppCommand to what should start."
    );

    public static readonly DiagnosticDescriptor NoTag = new(
        "CTZ1019",
        DiagnosticSeverity.Error,
        "The image has no tag",
        "The image has no tag: a target of the project removes every ContainerTag item after ResolveContainerMetadata. Change "
            + "it to keep or add one."
    );

    public static readonly DiagnosticDescriptor InvalidLayers = new(
        "CTZ1020",
        DiagnosticSeverity.Error,
        "Unknown way of layering",
        "ContainerLayers '{0}' is not known. Use 'rate-of-change' (the default) or 'single'."
    );

    public static readonly DiagnosticDescriptor InvalidLayer = new(
        "CTZ1021",
        DiagnosticSeverity.Error,
        "A layer is not defined",
        "ContainerLayer '{0}' with Pattern=\"{1}\" and Order=\"{2}\" is not a layer. Give it a name of lower-case letters, "
            + "digits and hyphens, a Pattern such as 'models/**', and as Order a number or nothing."
    );

    public static readonly DiagnosticDescriptor LayerWithoutFiles = new(
        "CTZ1022",
        DiagnosticSeverity.Warning,
        "A layer has no files",
        "ContainerLayer '{0}' with Pattern=\"{1}\" matches no file in the publish folder. Correct the pattern, which is "
            + "relative to that folder, or remove the item."
    );

    public static readonly DiagnosticDescriptor InvalidCacheLimit = new(
        "CTZ1023",
        DiagnosticSeverity.Error,
        "Invalid size of the cache",
        "ContainerCacheLimit '{0}' is not a size. Write a number with KB, MB, GB, KiB, MiB or GiB, or of bytes, for example "
            + "'2GB' or '1.5GiB'; '0' switches the cache off."
    );

    public static readonly DiagnosticDescriptor InvalidCompressionLevel = new(
        "CTZ1026",
        DiagnosticSeverity.Error,
        "Unknown compression level",
        "ContainerCompressionLevel '{0}' is not known. Use 'fastest', 'balanced' (the default), 'smallest' or 'none'."
    );

    public static readonly DiagnosticDescriptor RepositoryWithTag = new(
        "CTZ1240",
        DiagnosticSeverity.Error,
        "A tag in the repository",
        "ContainerRepository '{0}' has a tag in it. Set ContainerRepository to '{1}' and ContainerImageTag to '{2}'."
    );
}
