using System.ComponentModel;
using System.Diagnostics;

namespace Containerize.Testing;

/// <summary>Programs of the machine, for a second opinion on what we write.</summary>
internal static class Programs
{
    /// <summary>
    /// Makes a shell script that can be run at once. A process of its own writes it: where this one did, a child that
    /// another test starts at the same moment would hold the file open for writing until it runs its program, and what
    /// is open for writing cannot be run ("text file busy").
    /// </summary>
    public static void WriteScript(string path, string script)
    {
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "cat >\"$0\" && chmod 700 \"$0\"", path]) { RedirectStandardInput = true }
        )!;
        process.StandardInput.Write($"#!/bin/sh\n{script}\n");
        process.StandardInput.Close();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException($"'{path}' could not be written.");
        }
    }

    /// <summary>Whether the program is there and ended well.</summary>
    /// <param name="name">Looked for in the <c>PATH</c>.</param>
    /// <param name="arguments">One by one, unquoted.</param>
    /// <param name="output">What it said on both outputs.</param>
    public static bool TryRun(string name, IEnumerable<string> arguments, out string output)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
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
