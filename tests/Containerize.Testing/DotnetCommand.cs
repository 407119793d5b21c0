using System.Diagnostics;

namespace Containerize.Testing;

/// <summary>Runs <c>dotnet</c> as a person on a machine without a CI system would.</summary>
internal static class DotnetCommand
{
    /// <summary>Variables that would change what a build does: those of the process that started the tests, and of CI systems.</summary>
    private static readonly string[] Foreign =
    [
        "MSBUILD",
        "VSTEST",
        "TESTINGPLATFORM",
        "COVERLET",
        "DOTNET_CONTAINER",
        "SDK_CONTAINER",
        "DOTNET_CLI_CONTEXT",
        "CTZ_",
        "CI",
        "GITHUB_",
        "GITLAB_",
        "TF_BUILD",
        "BUILD_",
        "JENKINS_",
        "GIT_",
        "BITBUCKET_",
        "CIRCLE",
        "TEAMCITY_",
        "APPVEYOR",
        "SOURCE_DATE_EPOCH",
        "DOCKER_",
        "CONTAINERCACHE",
        "VERSION",
        "CONFIGURATION",
        "PLATFORM",
    ];

    /// <summary>Nothing is left running: no build node, no compiler server. Messages are English.</summary>
    private static readonly Dictionary<string, string?> Own = new(StringComparer.Ordinal)
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["UseSharedCompilation"] = "false",
        ["UseRazorBuildServer"] = "false",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDTERMINALLOGGER"] = "off",
    };

    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">One by one; nothing is quoted.</param>
    /// <param name="variables">Set for it over this process's; null removes.</param>
    /// <param name="cancellationToken">Ends it with everything it started.</param>
    /// <returns>The exit code, and what it said on each output.</returns>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string folder,
        string[] arguments,
        IReadOnlyDictionary<string, string?> variables,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var name in start
                .Environment.Keys.Where(name => Foreign.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                .ToArray()
        )
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Own.Concat(variables))
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
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
