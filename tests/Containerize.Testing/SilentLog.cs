using Containerize.Diagnostics;

namespace Containerize.Testing;

/// <summary>A log that nobody reads.</summary>
internal sealed class SilentLog : IBuildLog
{
    public static SilentLog Instance { get; } = new();

    public void Report(Diagnostic diagnostic) { }

    public void Write(MessageImportance importance, string message) { }

    public void Command(string line) { }
}
