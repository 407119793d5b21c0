namespace Containerize.Diagnostics;

/// <summary>What CI systems get in files.</summary>
internal static partial class FileDiagnostics
{
    public static readonly DiagnosticDescriptor CiFileFailed = new(
        "CTZ5020",
        DiagnosticSeverity.Warning,
        "The CI system cannot be informed",
        "The image is published, but the CI system was not informed: {0} Or set ContainerCiOutput=false to publish without."
    );

    public static readonly DiagnosticDescriptor SummaryFull = new(
        "CTZ5021",
        DiagnosticSeverity.Warning,
        "The job's summary is full",
        "'{0}' is left out of the job's summary: GitHub takes 1 MiB of a step, and it would be more. Publish in several "
            + "steps, or write less into GITHUB_STEP_SUMMARY."
    );

    public static readonly DiagnosticDescriptor DotenvFull = new(
        "CTZ5022",
        DiagnosticSeverity.Warning,
        "The dotenv report is too large",
        "'{0}' would have {1} bytes with the image '{3}', which is left out: GitLab takes {2}. Name fewer tags, publish in "
            + "several jobs, or set ContainerCiDotenvPath to a file for each of them."
    );
}
