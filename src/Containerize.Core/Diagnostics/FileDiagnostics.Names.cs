namespace Containerize.Diagnostics;

/// <summary>CTZ5040 to CTZ5049: files that cannot be named or found.</summary>
internal static partial class FileDiagnostics
{
    public static readonly DiagnosticDescriptor NameIsNotUnicode = new(
        "CTZ5040",
        DiagnosticSeverity.Error,
        "A file's name is not UTF-8",
        "'{0}' in '{1}' has a name whose bytes are not UTF-8 (shown with \uFFFD), so it cannot be read. Rename the file, or "
            + "keep it out of the publish."
    );

    public static readonly DiagnosticDescriptor LinkToFolderAbove = new(
        "CTZ5041",
        DiagnosticSeverity.Error,
        "A link leads to a folder above it",
        "'{0}' is a symbolic link to '{1}', and leads back to itself: the files have no end. Remove the link, or let it lead elsewhere."
    );
}
