using Containerize.Diagnostics;
using Containerize.Text;
using Microsoft.Build.Utilities;

namespace Containerize.Tasks;

/// <summary>Core's messages as MSBuild's, at the project's file.</summary>
/// <param name="log">MSBuild's.</param>
/// <param name="projectFile">What the messages are about.</param>
/// <param name="ci">What makes the line that shows a message in the CI system; null outside of one.</param>
internal sealed class TaskBuildLog(TaskLoggingHelper log, string projectFile, CiOutput? ci) : IBuildLog
{
    public void Report(Diagnostic diagnostic)
    {
        switch (diagnostic.Severity)
        {
            case DiagnosticSeverity.Error:
                log.LogError(null, diagnostic.Code, null, projectFile, 0, 0, 0, 0, "{0}", diagnostic.Message);
                break;
            case DiagnosticSeverity.Warning:
                log.LogWarning(null, diagnostic.Code, null, projectFile, 0, 0, 0, 0, "{0}", diagnostic.Message);
                break;
            default:
                Write(MessageImportance.High, diagnostic.ToString());
                break;
        }

        if (ci?.Annotation(diagnostic, projectFile) is { } line)
        {
            Command(line);
        }
    }

    public void Write(MessageImportance importance, string message) =>
        log.LogMessage(
            importance switch
            {
                MessageImportance.High => Microsoft.Build.Framework.MessageImportance.High,
                MessageImportance.Normal => Microsoft.Build.Framework.MessageImportance.Normal,
                _ => Microsoft.Build.Framework.MessageImportance.Low,
            },
            "{0}",
            PrintableText.Line(message)
        );

    public void Command(string line) =>
        log.LogMessage(Microsoft.Build.Framework.MessageImportance.High, "{0}", PrintableText.WithoutControls(line));
}
