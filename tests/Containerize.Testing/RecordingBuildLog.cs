using System.Collections.Concurrent;
using Containerize.Diagnostics;
using Containerize.Text;

namespace Containerize.Testing;

/// <summary>Keeps what a build would have told a person.</summary>
internal sealed class RecordingBuildLog : IBuildLog
{
    public ConcurrentQueue<Diagnostic> Diagnostics { get; } = [];

    public ConcurrentQueue<(MessageImportance Importance, string Text)> Messages { get; } = [];

    public void Report(Diagnostic diagnostic) => Diagnostics.Enqueue(diagnostic);

    public void Write(MessageImportance importance, string message) => Messages.Enqueue((importance, PrintableText.Line(message)));

    public void Command(string line) => Messages.Enqueue((MessageImportance.High, line));
}
