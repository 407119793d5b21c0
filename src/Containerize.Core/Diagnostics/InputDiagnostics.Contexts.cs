namespace Containerize.Diagnostics;

/// <summary>CTZ1270 to CTZ1274: what a build in containers is given.</summary>
internal static partial class InputDiagnostics
{
    // {0} quoted names, {1} what keeps them out.
    public static readonly DiagnosticDescriptor UsedButWithheld = new(
        "CTZ1270",
        DiagnosticSeverity.Warning,
        "A file that the project uses does not enter the build",
        "The project publishes or compiles {0}, but {1} keeps that out of the build's context: "
            + "the build in the container fails, or the file is missing in the image. "
            + "Name it in ContainerBuildInclude where it belongs into the image, which everyone who can pull it can then read; "
            + "else mount it where the container runs, and take it out of the project or name it in ContainerBuildExclude."
    );
}
