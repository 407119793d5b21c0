using Containerize.Ci;
using Containerize.Diagnostics;
using Microsoft.Build.Utilities;

namespace Containerize.Tasks;

/// <summary>
/// What a task reports to the CI system that it runs in. There is none outside of one: what is not called is not compiled at
/// each publish. Lines go through MSBuild's log, since what a worker node prints by itself is lost.
/// </summary>
internal sealed class CiOutput(CiSystem system, IReadOnlyDictionary<string, string> environment, string dotenvPath)
{
    public string? Annotation(Diagnostic diagnostic, string projectFile) => CiAnnotation.Line(system, diagnostic, projectFile, environment);

    public void Report(CiImage image, TaskLoggingHelper log, IBuildLog buildLog, CancellationToken cancellationToken)
    {
        if (system == CiSystem.AzurePipelines && !log.LogsMessagesOfImportance(Microsoft.Build.Framework.MessageImportance.High))
        {
            buildLog.Report(InputDiagnostics.TooQuiet.Create(image.Repository));
            return;
        }

        new CiReporter(system, environment, dotenvPath, buildLog).ReportAsync(image, cancellationToken).GetAwaiter().GetResult();
    }
}
