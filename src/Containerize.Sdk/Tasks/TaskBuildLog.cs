using Containerize.Diagnostics;
using Microsoft.Build.Utilities;

namespace Containerize.Tasks;

/// <summary>Core's messages as MSBuild's, at the project's file.</summary>
internal sealed class TaskBuildLog(TaskLoggingHelper log, string projectFile) : IBuildLog
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
                log.LogMessage(Microsoft.Build.Framework.MessageImportance.High, "{0}", diagnostic);
                break;
        }
    }

    public void Write(MessageImportance importance, string message) => log.LogMessage(
        importance switch
        {
            MessageImportance.High => Microsoft.Build.Framework.MessageImportance.High,
            MessageImportance.Normal => Microsoft.Build.Framework.MessageImportance.Normal,
            _ => Microsoft.Build.Framework.MessageImportance.Low,
        },
        "{0}",
        PrintableText.OneLine(message));
}
