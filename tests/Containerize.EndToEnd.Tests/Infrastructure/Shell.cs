using System.Diagnostics;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>Runs programs.</summary>
internal static class Shell
{
    /// <summary>Runs a client such as skopeo to its end, in a folder that has nothing to do with it.</summary>
    /// <returns>What it printed, trimmed; a command that failed fails the test with what it said.</returns>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        (await RunAsync(new ProcessStartInfo(Find(program), arguments) { WorkingDirectory = Path.GetTempPath() }, cancellationToken))
            .Succeeded()
            .Output.Trim();

    /// <summary>Runs a line of shell, as a person would who copied it from the output of a publish.</summary>
    public static Task<string> RunLineAsync(string line, CancellationToken cancellationToken) =>
        RunAsync("bash", ["-euo", "pipefail", "-c", $"PATH=${{CTZ_TEST_TOOLS:+$CTZ_TEST_TOOLS:}}$PATH; {line}"], cancellationToken);

    /// <summary>Whether a program can be run here.</summary>
    public static bool Has(string program) =>
        Find(program) != program
        || Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <param name="start">Program, folder and variables; the streams are taken care of.</param>
    /// <param name="cancellationToken">Kills the command and what it started.</param>
    public static async Task<CommandResult> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var command = new RunningCommand(start);
        return await command.WaitAsync(cancellationToken);
    }

    /// <summary>crane and oras need not be installed: they stand in a folder of the tests' own.</summary>
    private static string Find(string program) =>
        Environment.GetEnvironmentVariable("CTZ_TEST_TOOLS") is { Length: > 0 } tools && File.Exists(Path.Combine(tools, program))
            ? Path.Combine(tools, program)
            : program;
}
