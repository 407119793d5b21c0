namespace Containerize.Diagnostics;

/// <summary>CTZ2xxx: the base image.</summary>
internal static class BaseImageDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidBaseImage = new(
        "CTZ2001",
        DiagnosticSeverity.Error,
        "The base image's name is not a reference",
        "ContainerBaseImage '{0}' is not an image reference. Write it as registry/repository:tag or "
            + "registry/repository@sha256:…, or use oci-layout:PATH[:TAG], oci-archive:PATH[:TAG], docker-archive:PATH, "
            + "docker-daemon:NAME, or scratch."
    );

    public static readonly DiagnosticDescriptor BaseImageNotFound = new(
        "CTZ2002",
        DiagnosticSeverity.Error,
        "The base image does not exist",
        "The base image '{0}' does not exist: {1}. Check ContainerBaseImage (or ContainerFamily) for the right repository and tag."
    );

    public static readonly DiagnosticDescriptor WrongPlatform = new(
        "CTZ2003",
        DiagnosticSeverity.Error,
        "The base image is for another platform",
        "The base image '{0}' has no image for {1}; it is for {2}. Set ContainerRuntimeIdentifier to a platform it has, or "
            + "choose another ContainerBaseImage."
    );

    public static readonly DiagnosticDescriptor NotAnImage = new(
        "CTZ2004",
        DiagnosticSeverity.Error,
        "The base is not an image",
        "The base '{0}' is not a container image: {1}. Set ContainerBaseImage to an image in Docker (schema 2) or OCI format."
    );

    public static readonly DiagnosticDescriptor NotInMirrors = new(
        "CTZ2006",
        DiagnosticSeverity.Error,
        "No mirror has the base image",
        "The base image '{0}' comes from none of its mirrors: {1} Correct the ContainerRegistryMirror items, or write "
            + "Fallback=\"true\" into one so that the registry itself is asked too."
    );

    public static readonly DiagnosticDescriptor NotInCache = new(
        "CTZ2007",
        DiagnosticSeverity.Error,
        "The base image is not on this machine",
        "ContainerOffline is true, and the cache does not have {1} of the base image '{0}'. Publish once online on this "
            + "machine, to the same kind of destination, for the same platform and with the same ContainerCachePath; or use a base "
            + "that is here: oci-layout:PATH, docker-archive:PATH or docker-daemon:NAME."
    );

    public static readonly DiagnosticDescriptor FormatWithoutZstd = new(
        "CTZ2020",
        DiagnosticSeverity.Error,
        "Docker's image format has no zstd layers",
        "ContainerImageFormat is 'Docker', but the base '{0}' has layers that are compressed with zstd, which that format "
            + "cannot name. Remove ContainerImageFormat or set it to 'OCI', or choose another ContainerBaseImage."
    );

    public static readonly DiagnosticDescriptor DigestMismatch = new(
        "CTZ2008",
        DiagnosticSeverity.Error,
        "Content does not match its digest",
        "Content of '{0}' should be {1} but is {2}. It was damaged or changed in transit: try again, and if that does not help, "
            + "replace the content at its source."
    );

    public static readonly DiagnosticDescriptor WrongDiffId = new(
        "CTZ2030",
        DiagnosticSeverity.Error,
        "The base's configuration names another layer",
        "The base image '{0}' contradicts itself: its layer {1} does not unpack to {2}, which its configuration names. "
            + "Docker refuses such an image, and others take files that its configuration does not name. Set ContainerBaseImage to "
            + "another image, or have this one built again."
    );

    public static readonly DiagnosticDescriptor CannotLookInto = new(
        "CTZ2031",
        DiagnosticSeverity.Error,
        "The base's folders cannot be read",
        "ContainerWorkingDirectory is '{0}', and the base '{1}' may have folders above it, whose owners and modes "
            + "must not change. They cannot be read: its {2}. Set ContainerWorkingDirectory to a top-level folder that "
            + "the base does not have, or ContainerBaseImage to an image with gzip layers."
    );

    public static readonly DiagnosticDescriptor FolderConflict = new(
        "CTZ2032",
        DiagnosticSeverity.Error,
        "The base has something else in the way",
        "In the base '{0}', '{1}' {2}, which the application's files would replace. Set ContainerWorkingDirectory, now "
            + "'{3}', to another folder, or do not publish that file."
    );

    public static readonly DiagnosticDescriptor TriggersLeftOut = new(
        "CTZ2033",
        DiagnosticSeverity.Warning,
        "The base's ONBUILD triggers are left out",
        "The base '{0}' has ONBUILD triggers, which only a container engine can run: {1}. The image is built without them "
            + "and does not have them. Set ContainerBuilder to build with an engine, which runs them, or choose a "
            + "ContainerBaseImage without triggers."
    );

    public static readonly DiagnosticDescriptor TooManyLayers = new(
        "CTZ2034",
        DiagnosticSeverity.Warning,
        "The image has too many layers for Docker",
        "The image has {1} layers, {2} of them from the base '{0}'; Docker refuses to pull more than {3} ('max depth "
            + "exceeded'). Choose a ContainerBaseImage with fewer layers, or have its layers joined (squashed)."
    );

    // {0} the base, {1} the need, {2} what the base has, {3} the remedy.
    public static readonly DiagnosticDescriptor RuntimeMissing = new(
        "CTZ2040",
        DiagnosticSeverity.Error,
        "The base does not have the runtime",
        "The application needs {1}, and the base '{0}' {2}: it would not start. {3}."
    );

    public static readonly DiagnosticDescriptor RuntimeMayBeMissing = new(
        "CTZ2041",
        DiagnosticSeverity.Warning,
        "The base seems not to have the runtime",
        "The application needs {1}, and the base '{0}' {2}: it will not start, unless the image gets that runtime in another way. {3}."
    );

    public static readonly DiagnosticDescriptor BaseIsInvariant = new(
        "CTZ2042",
        DiagnosticSeverity.Warning,
        "The base switches cultures off",
        "The base '{0}' sets DOTNET_SYSTEM_GLOBALIZATION_INVARIANT, so the application has no cultures: "
            + "dates, numbers and sorting differ from those on this machine. "
            + "Set InvariantGlobalization=true if that is intended, or choose a ContainerBaseImage with ICU (Microsoft's end in '-extra')."
    );

    public static readonly DiagnosticDescriptor DefaultBaseIsInvariant = new(
        "CTZ2043",
        DiagnosticSeverity.Message,
        "The default base switches cultures off",
        "The base '{0}' sets DOTNET_SYSTEM_GLOBALIZATION_INVARIANT, so the application has no cultures. "
            + "Set InvariantGlobalization=true if that is intended, or set ContainerBaseImage to an image with ICU."
    );

    // {0} the base, {1} folders.
    public static readonly DiagnosticDescriptor FoldersReset = new(
        "CTZ2035",
        DiagnosticSeverity.Warning,
        "Folders of the base lose their rights",
        "The base '{0}' has {1} with an owner or mode of its own; the Dockerfile's COPY sets these to root and 0755. Leave "
            + "ContainerBuilder out, so that they do not change, or set their rights again with a ContainerRun item."
    );
}
