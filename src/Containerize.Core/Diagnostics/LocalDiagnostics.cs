namespace Containerize.Diagnostics;

/// <summary>CTZ4xxx: engines, archives and layouts on this machine.</summary>
internal static partial class LocalDiagnostics
{
    public static readonly DiagnosticDescriptor EngineNotFound = new(
        "CTZ4001",
        DiagnosticSeverity.Error,
        "The container engine does not answer",
        "{0} does not answer: {1}. Start it ({2}), set {3} to the address where it listens, or set ContainerRegistry or "
            + "ContainerArchiveOutputPath instead."
    );

    public static readonly DiagnosticDescriptor EngineUnreachable = new(
        "CTZ4002",
        DiagnosticSeverity.Error,
        "The connection to the container engine failed",
        "The connection to {0} at {1} failed: {2}. Check whether it still runs, read its log, and try again."
    );

    public static readonly DiagnosticDescriptor EngineConfigurationUnusable = new(
        "CTZ4003",
        DiagnosticSeverity.Error,
        "The container engine's configuration cannot be used",
        "The container engine's configuration in '{0}' cannot be used: {1}. Correct it, or choose another destination with "
            + "ContainerRegistry or ContainerArchiveOutputPath."
    );

    public static readonly DiagnosticDescriptor EngineRefusedImage = new(
        "CTZ4004",
        DiagnosticSeverity.Error,
        "The container engine did not load the image",
        "{0} at {1} did not load the image. It says: {2}"
    );

    public static readonly DiagnosticDescriptor EngineLostImage = new(
        "CTZ4005",
        DiagnosticSeverity.Error,
        "The image is not in the container engine",
        "{0} at {1} reported no failure, but does not have the image '{2}' with the id {3}. Read the engine's log, "
            + "and check its disk space."
    );

    public static readonly DiagnosticDescriptor EngineFailed = new(
        "CTZ4006",
        DiagnosticSeverity.Error,
        "The container engine answered with an error",
        "{0} at {1} failed. It says: {2}"
    );

    public static readonly DiagnosticDescriptor EngineAddressUnsupported = new(
        "CTZ4007",
        DiagnosticSeverity.Error,
        "The container engine's address is of a kind that is not supported",
        "{0} is '{1}', which is not an address this package can reach (unix://PATH, npipe:////./pipe/NAME, tcp://HOST:PORT, "
            + "ssh://[USER@]HOST[:PORT][/PATH]). Correct it, or choose another destination with ContainerRegistry or "
            + "ContainerArchiveOutputPath."
    );

    public static readonly DiagnosticDescriptor ForeignLayer = new(
        "CTZ4008",
        DiagnosticSeverity.Error,
        "A layer may not be distributed",
        "The image cannot go to {0}, which needs all layers: the base's layer {1} is a foreign layer, which is not distributed "
            + "with the image. Push the image to a registry (ContainerRegistry) or write an OCI image layout, or choose another "
            + "ContainerBaseImage."
    );

    public static readonly DiagnosticDescriptor EngineRefusedZstd = new(
        "CTZ4009",
        DiagnosticSeverity.Error,
        "The container engine cannot read zstd layers",
        "{0} {1} at {2} did not load the image, whose base has layers that are compressed with zstd; for example Docker 20.10 "
            + "cannot read them. It says: {3} Update the engine, push to a registry, or choose another ContainerBaseImage."
    );

    public static readonly DiagnosticDescriptor ArchiveHasZstd = new(
        "CTZ4010",
        DiagnosticSeverity.Warning,
        "The archive has zstd layers",
        "The archive '{0}' has layers that are compressed with zstd, as the base's are. Podman loads it, Docker 20.10 does "
            + "not: load it with a newer engine, or choose another ContainerBaseImage."
    );

    public static readonly DiagnosticDescriptor EngineSilent = new(
        "CTZ4060",
        DiagnosticSeverity.Error,
        "The container engine stopped answering",
        "{0} at {1} took the request '{2}' and sent nothing for {3} seconds. Read its log, restart it if it hangs, and publish again."
    );

    public static readonly DiagnosticDescriptor NotALayout = new(
        "CTZ4021",
        DiagnosticSeverity.Error,
        "A folder is not an OCI image layout",
        "'{0}' is not a usable OCI image layout: {1}. Make it again, for example with 'skopeo copy SOURCE oci:PATH:TAG' or "
            + "the target BuildContainer."
    );

    public static readonly DiagnosticDescriptor LayoutTagNotFound = new(
        "CTZ4022",
        DiagnosticSeverity.Error,
        "A layout has no such tag",
        "The layout '{0}' has no image with the tag '{1}'; it has: {2}. Write one of these after the path."
    );

    public static readonly DiagnosticDescriptor LayoutTagNeeded = new(
        "CTZ4023",
        DiagnosticSeverity.Error,
        "A layout holds several images",
        "'{0}' holds several images that this name could mean. Write one of these after the path: {1}."
    );

    public static readonly DiagnosticDescriptor FolderIsNotALayout = new(
        "CTZ4024",
        DiagnosticSeverity.Error,
        "A folder holds something else than a layout",
        "The image layout cannot be written to '{0}': the folder holds other files. Choose an empty or new folder for it."
    );

    public static readonly DiagnosticDescriptor NotAnArchive = new(
        "CTZ4025",
        DiagnosticSeverity.Error,
        "A file is not an image archive",
        "'{0}' is not a usable image archive: {1}. Make it again, for example with 'docker save -o PATH IMAGE'."
    );

    public static readonly DiagnosticDescriptor ArchiveHoldsSeveral = new(
        "CTZ4026",
        DiagnosticSeverity.Error,
        "An archive holds several images",
        "The archive '{0}' holds several images: {1}. Save the base alone, with 'docker save -o PATH IMAGE'."
    );
}
