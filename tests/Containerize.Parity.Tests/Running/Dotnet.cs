using System.Diagnostics;

namespace Containerize.Parity.Tests.Running;

/// <summary>Runs <c>dotnet</c> as a person on a machine without a CI system would.</summary>
internal static class Dotnet
{
    private static readonly string[] Foreign =
    [
        "MSBUILD", "VSTEST", "TESTINGPLATFORM", "COVERLET", "DOTNET_CONTAINER", "SDK_CONTAINER", "DOTNET_CLI_CONTEXT", "CI", "GITHUB_", "GITLAB_", "TF_BUILD",
        "BUILD_", "JENKINS_", "GIT_", "BITBUCKET_", "CIRCLE", "TEAMCITY_", "APPVEYOR", "SOURCE_DATE_EPOCH", "DOCKER_", "CONTAINERCACHE", "VERSION",
        "CONFIGURATION", "PLATFORM",
    ];

    /// <returns>The exit code, and what it said on each output.</returns>
    public static async Task<DotnetResult> RunAsync(string folder, string[] arguments, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => Foreign.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToArray())
        {
            start.Environment.Remove(name);
        }

        // Nothing stays behind: no build node, no compiler server.
        foreach (var name in (string[])["MSBUILDDISABLENODEREUSE", "DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_NOLOGO"])
        {
            start.Environment[name] = "1";
        }

        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new DotnetResult($"dotnet {string.Join(' ', arguments)}", process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}

internal sealed record DotnetResult(string Command, int ExitCode, string Output, string Error)
{
    public DotnetResult MustSucceed()
    {
        Assert.AreEqual(0, ExitCode, ToString());
        return this;
    }

    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Output}{Error}";
}
