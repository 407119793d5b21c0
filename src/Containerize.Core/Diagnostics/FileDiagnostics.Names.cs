namespace Containerize.Diagnostics;

/// <summary>CTZ5040 to CTZ5049: files that cannot be named or found.</summary>
internal static partial class FileDiagnostics
{
    public static readonly DiagnosticDescriptor NameIsNotUnicode = new(
        "CTZ5040",
        DiagnosticSeverity.Error,
        "A file's name is not UTF-8",
        "'{0}' in '{1}' has a name whose bytes are not UTF-8 (shown with \uFFFD), so it cannot be read. Rename the file, or "
            + "do not publish it."
    );

    public static readonly DiagnosticDescriptor LinkToFolderAbove = new(
        "CTZ5041",
        DiagnosticSeverity.Error,
        "A link leads to a folder above it",
        "'{0}' is a symbolic link to '{1}', and leads back to itself, so the number of files is infinite. "
            + "Remove the link, or change its target."
    );
}
