namespace Containerize.Diagnostics;

/// <summary>CTZ1160 to CTZ1169: annotations and indexes.</summary>
internal static partial class InputDiagnostics
{
    public static readonly DiagnosticDescriptor InvalidAnnotationKey = new(
        "CTZ1160",
        DiagnosticSeverity.Error,
        "Invalid key of an annotation",
        "ContainerAnnotation '{0}' is not a key. Write letters, digits, '.', '_', '-' and '/', such as com.example.team; "
            + "spaces and other letters belong in the Value."
    );

    public static readonly DiagnosticDescriptor UnknownAnnotationLevel = new(
        "CTZ1161",
        DiagnosticSeverity.Error,
        "Unknown level of an annotation",
        "{0} has Level=\"{1}\", which is not known. Use 'manifest', 'index', 'descriptor' or several of them, or leave it "
            + "out for manifest and index."
    );

    public static readonly DiagnosticDescriptor FormatWithoutAnnotations = new(
        "CTZ1162",
        DiagnosticSeverity.Warning,
        "Docker's format has no annotations",
        "The image is in Docker's format, which has no annotations, so these are left out: {0}. Set ContainerImageFormat to OCI."
    );

    public static readonly DiagnosticDescriptor AnnotationWithoutIndex = new(
        "CTZ1163",
        DiagnosticSeverity.Warning,
        "An annotation is for an index, and there is none",
        "{0} has Level=\"index\", and the image has no index. Set ContainerImageIndex to true, or add the level 'manifest'."
    );
}
