using System.ComponentModel;
using System.Diagnostics;

namespace Containerize.Testing;

/// <summary>Programs of the machine, for a second opinion on what we write.</summary>
public static class Programs
{
    /// <summary>Whether the program is there and ended well.</summary>
    /// <param name="name">Looked for in the <c>PATH</c>.</param>
    /// <param name="arguments">One by one, unquoted.</param>
    /// <param name="output">What it said on both outputs.</param>
    public static bool TryRun(string name, IEnumerable<string> arguments, out string output)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception exception)
        {
            output = exception.Message;
            return false;
        }
    }
}
