namespace Containerize.Diagnostics;

/// <summary>Where an image goes.</summary>
internal static partial class InputDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidLocalRegistry = new(
        "CTZ1014",
        DiagnosticSeverity.Error,
        "Unknown local registry",
        "LocalRegistry '{0}' is not supported. Use 'Docker' or 'Podman', or leave it empty for the engine that answers. "
            + "For another engine (.NET 11's 'Wslc' and 'MacOSContainer' are not supported), write an archive with "
            + "ContainerArchiveOutputPath and load it there."
    );

    public static readonly DiagnosticDescriptor NothingBuilt = new(
        "CTZ1017",
        DiagnosticSeverity.Error,
        "There is nothing to push",
        "PushContainer found no image in '{0}'. Run the target BuildContainer (with the same configuration) before it."
    );

    public static readonly DiagnosticDescriptor NowhereToPush = new(
        "CTZ1018",
        DiagnosticSeverity.Error,
        "No destination for a push",
        "PushContainer has nowhere to push the image in '{0}' to. Set ContainerRegistry, ContainerArchiveOutputPath or LocalRegistry."
    );

    public static readonly DiagnosticDescriptor InvalidDestination = new(
        "CTZ1060",
        DiagnosticSeverity.Error,
        "Unknown kind of destination",
        "ContainerDestinations has '{0}', which is not a kind of destination. Use {1}, with spaces between them, or leave it "
            + "empty for what the other properties set."
    );

    public static readonly DiagnosticDescriptor OnePathForTwo = new(
        "CTZ1062",
        DiagnosticSeverity.Error,
        "Two archives have one path",
        "ContainerArchiveOutputPath and ContainerOciArchivePath are both '{0}'. Give each a path of its own, or name a folder in both."
    );

    public static readonly DiagnosticDescriptor DestinationWithoutValue = new(
        "CTZ1061",
        DiagnosticSeverity.Error,
        "A destination is not set",
        "ContainerDestinations has '{0}', but {1} is empty. Set {1}, or remove '{0}' from ContainerDestinations."
    );
}
