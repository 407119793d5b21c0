namespace Containerize.Diagnostics;

/// <summary>CTZ5050 to CTZ5069: what is in a publish folder.</summary>
internal static partial class FileDiagnostics
{
    public static readonly DiagnosticDescriptor FolderHoldsProject = new(
        "CTZ5050",
        DiagnosticSeverity.Error,
        "The publish folder holds the project",
        "PublishDir is '{0}', which holds the project in '{1}': its sources, 'obj' and other files would be published with "
            + "it. Publish to a separate folder, for example with '-o publish'."
    );

    public static readonly DiagnosticDescriptor LinkLeavesFolder = new(
        "CTZ5051",
        DiagnosticSeverity.Error,
        "A link leads out of its folder",
        "'{0}' is a symbolic link to '{1}', which is outside of '{2}' and is not published. "
            + "Replace the link by a copy of the file, or remove it."
    );

    public static readonly DiagnosticDescriptor LinkToNothing = new(
        "CTZ5052",
        DiagnosticSeverity.Error,
        "A link leads nowhere",
        "'{0}' is a symbolic link to '{1}', which does not exist. Publish that file too, or remove the link."
    );

    public static readonly DiagnosticDescriptor NotAFile = new(
        "CTZ5053",
        DiagnosticSeverity.Error,
        "A special file cannot be in an image",
        "'{0}' is a {1}, and an image can hold files, folders and links only. Remove it; the application can make it when it starts."
    );

    public static readonly DiagnosticDescriptor WhiteoutName = new(
        "CTZ5054",
        DiagnosticSeverity.Error,
        "A file's name deletes others in an image",
        "'{0}' has a name that begins with '.wh.': in a layer, such a name deletes another file or the rest of its folder. "
            + "Rename it, or do not publish it."
    );

    // {0} the folder, {1} how many, {2} some of them, {3} what else there is, a sentence or nothing.
    public static readonly DiagnosticDescriptor LeftoversLeftOut = new(
        "CTZ5055",
        DiagnosticSeverity.Warning,
        "Files of an earlier publish are left out",
        "'{0}' has {1} that this publish did not make, and the image does not have them: {2}.{3} "
            + "Delete the folder and publish again, or publish to another folder. "
            + "If a file belongs to the application, make it a Content item with CopyToPublishDirectory; "
            + "'dotnet msbuild -t:PublishContainer -p:PublishDir=…' takes a folder as it is."
    );

    // {0} the folder, {1} what is different.
    public static readonly DiagnosticDescriptor PreparedFolderDiffers = new(
        "CTZ5056",
        DiagnosticSeverity.Warning,
        "The folder is not what was published",
        "'{0}' is in the image as it is, and differs from the last publish: {1}. Run 'dotnet publish' to make it again."
    );

    // {0} the other folder, {1} how many, {2} some of them.
    public static readonly DiagnosticDescriptor FormerFolderPublished = new(
        "CTZ5057",
        DiagnosticSeverity.Warning,
        "An earlier publish was taken for sources",
        "'{0}' has an earlier publish of the project and is in the project's folder, so {1} of it were published as content; "
            + "the image does not have them: {2}. Delete the folder, add it to DefaultItemExcludes, "
            + "or publish to a folder outside of the project."
    );
}
