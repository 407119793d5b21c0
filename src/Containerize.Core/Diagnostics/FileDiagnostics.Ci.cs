namespace Containerize.Diagnostics;

/// <summary>What CI systems get in files.</summary>
internal static partial class FileDiagnostics
{
    public static readonly DiagnosticDescriptor CiFileFailed = new(
        "CTZ5020",
        DiagnosticSeverity.Warning,
        "The outputs for the CI system cannot be written",
        "The image is published, but the outputs for the CI system were not written: {0} Or set "
            + "ContainerCiOutput=false to publish without them."
    );

    public static readonly DiagnosticDescriptor SummaryFull = new(
        "CTZ5021",
        DiagnosticSeverity.Warning,
        "The job's summary is full",
        "'{0}' is left out of the job's summary: GitHub accepts 1 MiB from a step, and it would be more. Publish in several "
            + "steps, or write less into GITHUB_STEP_SUMMARY."
    );

    public static readonly DiagnosticDescriptor DotenvFull = new(
        "CTZ5022",
        DiagnosticSeverity.Warning,
        "The dotenv report is too large",
        "'{0}' would have {1} bytes with the image '{3}', which is left out: GitLab accepts {2}. Name fewer tags, publish in "
            + "several jobs, or set ContainerCiDotenvPath to a file for each of them."
    );
}
