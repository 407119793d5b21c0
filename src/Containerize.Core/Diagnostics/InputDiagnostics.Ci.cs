namespace Containerize.Diagnostics;

/// <summary>CTZ1180 to CTZ1189: what CI systems get.</summary>
internal static partial class InputDiagnostics
{
    public static readonly DiagnosticDescriptor TooQuiet = new(
        "CTZ1180",
        DiagnosticSeverity.Warning,
        "The build is too quiet for Azure Pipelines",
        "Azure Pipelines reads outputs from what a build prints, and this verbosity prints none of them: later steps "
            + "get no variables and no summary of '{0}'. Use -v:minimal, or set ContainerCiOutput=false."
    );
}
