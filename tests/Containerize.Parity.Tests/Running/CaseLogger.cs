using System.Text.Json;
using Microsoft.Build.Framework;

namespace Containerize.Parity.Tests.Running;

/// <summary>
/// Loaded by MSBuild: writes down the errors and warnings of each project of a build, told apart by the global property
/// <c>Case</c>. One line of JSON each, into the file that is the logger's parameter.
/// </summary>
/// <remarks>Public, since MSBuild loads no other loggers.</remarks>
public sealed class CaseLogger : ILogger, IDisposable
{
    private readonly Dictionary<int, string> _cases = [];
    private StreamWriter? _file;

    public LoggerVerbosity Verbosity { get; set; }

    public string? Parameters { get; set; }

    public void Initialize(IEventSource eventSource)
    {
        _file = new StreamWriter(Parameters!);
        eventSource.ProjectStarted += (_, project) =>
        {
            if (project.BuildEventContext is { } context && project.GlobalProperties?.TryGetValue("Case", out var name) == true)
            {
                _cases[context.ProjectContextId] = name;
            }
        };
        eventSource.ErrorRaised += (_, error) => Write(error, "error", error.Code);
        eventSource.WarningRaised += (_, warning) => Write(warning, "warning", warning.Code);
    }

    public void Shutdown() => Dispose();

    public void Dispose() => _file?.Dispose();

    private void Write(BuildEventArgs message, string severity, string? code)
    {
        if (message.BuildEventContext is { } context && _cases.TryGetValue(context.ProjectContextId, out var name))
        {
            _file!.WriteLine(JsonSerializer.Serialize(new CaseMessage(name, severity, code ?? "", message.Message ?? "")));
        }
    }
}

/// <summary>An error or a warning of one project.</summary>
internal sealed record CaseMessage(string Case, string Severity, string Code, string Text);
