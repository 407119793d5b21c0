namespace Containerize.Diagnostics;

/// <summary>CTZ5xxx: files, layers, disk and cache.</summary>
internal static partial class FileDiagnostics
{
    public static readonly DiagnosticDescriptor DiskFull = new(
        "CTZ5001",
        DiagnosticSeverity.Error,
        "The disk is full",
        "'{0}' cannot be written: the disk is full, or a quota is used up. Free some space, or choose a path on another disk."
    );

    public static readonly DiagnosticDescriptor AccessDenied = new(
        "CTZ5002",
        DiagnosticSeverity.Error,
        "Access to a file is denied",
        "Access to '{0}' is denied. Give the user who builds the right to it, or choose another path."
    );

    public static readonly DiagnosticDescriptor FileNotFound = new(
        "CTZ5003",
        DiagnosticSeverity.Error,
        "A file does not exist",
        "'{0}' does not exist. Check the path, and whether an earlier step that makes it has run."
    );

    public static readonly DiagnosticDescriptor FileFailed = new(
        "CTZ5004",
        DiagnosticSeverity.Error,
        "A file cannot be read or written",
        "'{0}' cannot be read or written: {1} Check the path and the disk."
    );

    public static readonly DiagnosticDescriptor FileChanged = new(
        "CTZ5005",
        DiagnosticSeverity.Error,
        "A file changed while it was read",
        "'{0}' changed while it was read for the image. Make sure that no other program writes into the publish folder, then try again."
    );

    public static readonly DiagnosticDescriptor InvalidDependencyFile = new(
        "CTZ5006",
        DiagnosticSeverity.Error,
        "The dependency file cannot be read",
        "'{0}' does not say where the published files come from: {1}. Publish the project again, or set "
            + "ContainerLayers=single, which does not need it."
    );

    public static readonly DiagnosticDescriptor CacheNotWritable = new(
        "CTZ5007",
        DiagnosticSeverity.Warning,
        "The cache cannot be written",
        "The cache in '{0}' cannot be written: {1} The publish continues without it. Set ContainerCachePath to a folder that can "
            + "be written, or ContainerCacheLimit=0 for no cache."
    );
}
