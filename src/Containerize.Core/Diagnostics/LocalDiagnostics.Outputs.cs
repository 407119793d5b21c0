namespace Containerize.Diagnostics;

/// <summary>CTZ4050 to CTZ4059: layouts and archives that have something in them already.</summary>
internal static partial class LocalDiagnostics
{
    public static readonly DiagnosticDescriptor LayoutWithoutProject = new(
        "CTZ4050",
        DiagnosticSeverity.Error,
        "A layout has no image of the project",
        "The layout '{0}' has no image that the project '{1}' built; it has: {2}. Run BuildContainer for this project first, "
            + "with the same ContainerLayoutPath."
    );

    public static readonly DiagnosticDescriptor LayoutNameTaken = new(
        "CTZ4051",
        DiagnosticSeverity.Error,
        "Two projects give their images the same name",
        "The layout '{0}' has the image '{1}' of the project '{2}', and that of '{3}' would replace it. Give the "
            + "projects different values of ContainerRepository, ContainerImageTag or ContainerLayoutPath; if '{2}' does not "
            + "exist any more, delete the folder."
    );

    public static readonly DiagnosticDescriptor LayoutNotReadable = new(
        "CTZ4052",
        DiagnosticSeverity.Error,
        "A layout cannot be added to",
        "The image cannot be added to the layout '{0}': {1}. Other images may be in it, so it is not changed. Repair or "
            + "delete it, or choose another ContainerLayoutPath."
    );

    public static readonly DiagnosticDescriptor FileIsNotAnArchive = new(
        "CTZ4053",
        DiagnosticSeverity.Error,
        "A file would be overwritten",
        "The archive cannot be written to '{0}': {1}. Delete the file if you do not need it, or set {2} to another path."
    );

    public static readonly DiagnosticDescriptor ArchiveOfAnother = new(
        "CTZ4054",
        DiagnosticSeverity.Error,
        "Another image's archive would be overwritten",
        "The archive of '{1}' cannot be written to '{0}', which holds the image '{2}'. Set {3} to a folder (a path that ends "
            + "in '/'), where each image has a file of its own, or to another file; or delete the archive if you do not "
            + "need it."
    );
}
