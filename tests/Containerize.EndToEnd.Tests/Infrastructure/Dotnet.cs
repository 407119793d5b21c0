using System.Diagnostics;
using System.Text;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">What it wrote to standard output and standard error, in the order it came.</param>
internal sealed record CommandResult(int ExitCode, string Output)
{
    /// <returns>Itself; a command that failed fails the test with what it said.</returns>
    public CommandResult Succeeded()
    {
        Assert.AreEqual(0, ExitCode, Output);
        return this;
    }
}

/// <summary>
/// Runs <c>dotnet</c> as a user does. All tests of a run share one packages folder, empty at first, so that a package
/// of an earlier run never stands in for the one under test.
/// </summary>
[TestClass]
public sealed class Dotnet
{
    // What `dotnet test` and a build server tell their children is not what a user's command hears.
    private static readonly string[] ForeignVariables =
    [
        "MSBUILD", "VSTEST", "DOTNET_CLI_TELEMETRY_SESSIONID", "GITHUB_", "TF_BUILD", "BUILD_", "GITLAB_CI", "CI_",
        "JENKINS_URL", "BITBUCKET_", "CIRCLE", "TEAMCITY_VERSION", "APPVEYOR", "SOURCE_DATE_EPOCH", "NUGET_PACKAGES",
    ];

    private static readonly Lazy<TemporaryDirectory> Packages = new(() => new TemporaryDirectory());

    /// <summary>Makes the package under test known to all projects in and below a folder.</summary>
    internal static void AddFeed(string directory) => File.WriteAllText(
        Path.Combine(directory, "nuget.config"),
        $"""
        <configuration>
          <packageSources>
            <add key="containerize-test" value="{TestEnvironment.Feed}" />
          </packageSources>
        </configuration>
        """);

    /// <param name="directory">The working folder.</param>
    /// <param name="arguments">What stands after <c>dotnet</c>.</param>
    /// <param name="cancellationToken">Kills the command and what it started.</param>
    /// <param name="environment">Variables besides the test's own; null takes one away.</param>
    internal static async Task<CommandResult> RunAsync(
        string directory, IEnumerable<string> arguments, CancellationToken cancellationToken, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
        {
            start.Environment.Remove(name);
        }

        // Build servers would outlive the test and hold its files open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["NUGET_PACKAGES"] = Packages.Value.FullName;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return await RunAsync(start, cancellationToken);
    }

    [AssemblyCleanup]
    public static void RemovePackages()
    {
        if (Packages.IsValueCreated)
        {
            Packages.Value.Dispose();
        }
    }

    private static bool IsForeign(string name) =>
        ForeignVariables.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) || name == "CI";

    private static async Task<CommandResult> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        process.OutputDataReceived += Collect;
        process.ErrorDataReceived += Collect;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CommandResult(process.ExitCode, output.ToString());

        void Collect(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        }
    }
}
