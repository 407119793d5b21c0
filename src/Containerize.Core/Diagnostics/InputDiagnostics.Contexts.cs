namespace Containerize.Diagnostics;

/// <summary>CTZ1270 to CTZ1274: what a build in containers is given.</summary>
internal static partial class InputDiagnostics
{
    // {0} quoted names, {1} what keeps them out.
    public static readonly DiagnosticDescriptor UsedButWithheld = new(
        "CTZ1270",
        DiagnosticSeverity.Warning,
        "A file that the project uses does not enter the build",
        "The project publishes or compiles {0}, but {1} excludes that from the build's context: "
            + "the build in the container fails, or the file is missing in the image. "
            + "If it belongs in the image, name it in ContainerBuildInclude (everyone who can pull the image can then read it); "
            + "otherwise mount it when the container runs, and remove it from the project or name it in ContainerBuildExclude."
    );
}
