namespace Containerize.Diagnostics;

/// <summary>How registries are asked, and what a build may ask.</summary>
internal static partial class InputDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidCacheReference = new(
        "CTZ1024",
        DiagnosticSeverity.Error,
        "Invalid reference to an image with known layers",
        "ContainerKnownLayersFrom has '{0}', which does not name an image. Write a tag or digest of the repository that is "
            + "published to, or '[registry/]repository:tag', for example 'main' or 'ghcr.io/team/app:main'; separate several by spaces "
            + "(in a project also by ',' or ';')."
    );

    public static readonly DiagnosticDescriptor InvalidUploadConcurrency = new(
        "CTZ1025",
        DiagnosticSeverity.Error,
        "Invalid number of uploads",
        "ContainerUploadConcurrency '{0}' is not a number of uploads at the same time. Write a whole number from {1} to {2}, "
            + "or nothing for {3}."
    );

    public static readonly DiagnosticDescriptor InvalidRetryLimit = new(
        "CTZ1031",
        DiagnosticSeverity.Error,
        "Invalid number of retries",
        "ContainerRetryLimit '{0}' is not a number of retries. Write a whole number from {1} to {2}, or nothing for {3}."
    );

    public static readonly DiagnosticDescriptor InvalidTimeout = new(
        "CTZ1032",
        DiagnosticSeverity.Error,
        "Invalid time-out",
        "ContainerTimeout '{0}' is not a number of seconds. Write a whole number from {1} to {2}, or nothing for {3}."
    );

    // {0} the registry, {1} what is wrong.
    public static readonly DiagnosticDescriptor InvalidRegistryOption = new(
        "CTZ1040",
        DiagnosticSeverity.Error,
        "Invalid registry option",
        "ContainerRegistryOption '{0}' {1}. Write one item for each registry, by host and optional port as in an image's "
            + "name, for example Include=\"registry.example:5000\"; a ClientKeyFile belongs to a ClientCertificateFile."
    );

    public static readonly DiagnosticDescriptor InvalidRegistryMirror = new(
        "CTZ1041",
        DiagnosticSeverity.Error,
        "Invalid mirror",
        "ContainerRegistryMirror '{0}' with Mirror=\"{1}\" is not a mirror. Include is a registry, and Mirror is a registry "
            + "with an optional path, for example Include=\"mcr.microsoft.com\" Mirror=\"mirror.example/mcr\"."
    );

    public static readonly DiagnosticDescriptor InvalidInsecureRegistry = new(
        "CTZ1230",
        DiagnosticSeverity.Error,
        "Invalid insecure registry",
        "ContainerInsecureRegistries has '{0}', which is not a registry. Write host and port of each as in an image's name, "
            + "without a path, for example 'registry.lan:5000 build-cache:5000'."
    );

    public static readonly DiagnosticDescriptor OfflineDestination = new(
        "CTZ1042",
        DiagnosticSeverity.Error,
        "A registry cannot be reached offline",
        "ContainerOffline is true, and a destination is the registry '{0}'. Take the image to "
            + "ContainerArchiveOutputPath, LocalRegistry or the local layout (target BuildContainer), or leave ContainerOffline "
            + "out."
    );

    public static readonly DiagnosticDescriptor NeitherTrueNorFalse = new(
        "CTZ1043",
        DiagnosticSeverity.Error,
        "Neither true nor false",
        "{0} is '{1}', which is neither 'true' nor 'false'. Write one of them, or leave it out for 'false'."
    );
}
