namespace Containerize.Diagnostics;

/// <summary>CTZ4xxx: engines, archives and layouts on this machine.</summary>
public static class LocalDiagnostics
{
    public static readonly DiagnosticDescriptor NotALayout = new(
        "CTZ4021", DiagnosticSeverity.Error, "A folder is not an OCI image layout",
        "'{0}' is not a usable OCI image layout: {1}. Make it again, for example with 'skopeo copy SOURCE oci:PATH:TAG' or the target BuildContainer.");

    public static readonly DiagnosticDescriptor LayoutTagNotFound = new(
        "CTZ4022", DiagnosticSeverity.Error, "A layout has no such tag",
        "The layout '{0}' has no image with the tag '{1}'; it has: {2}. Write one of these after the path.");

    public static readonly DiagnosticDescriptor LayoutTagNeeded = new(
        "CTZ4023", DiagnosticSeverity.Error, "A layout holds several images",
        "The layout '{0}' holds several images. Write the tag of one after the path, as oci-layout:PATH:TAG; it has: {1}.");

    public static readonly DiagnosticDescriptor FolderIsNotALayout = new(
        "CTZ4024", DiagnosticSeverity.Error, "A folder holds something else than a layout",
        "The image layout cannot be written to '{0}': the folder holds other files. Choose an empty or new folder for it.");
}
