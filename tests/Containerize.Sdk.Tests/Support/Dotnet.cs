using System.Diagnostics;

namespace Containerize.Sdk.Tests.Support;

/// <summary>Runs the <c>dotnet</c> that runs the tests, as a person on a machine without a CI system would.</summary>
internal static class Dotnet
{
    /// <summary>Variables that would change what a build does: those of the process that started the tests, and of CI systems.</summary>
    private static readonly string[] Foreign =
    [
        "MSBUILD", "VSTEST", "TESTINGPLATFORM", "COVERLET", "DOTNET_CONTAINER", "DOTNET_CLI_CONTEXT", "CTZ_", "CI", "GITHUB_", "GITLAB_", "TF_BUILD", "BUILD_",
        "JENKINS_", "GIT_", "BITBUCKET_", "CIRCLE", "TEAMCITY_", "APPVEYOR", "SOURCE_DATE_EPOCH", "DOCKER_", "CONTAINERCACHE", "VERSION", "CONFIGURATION", "PLATFORM",
    ];

    /// <summary>Nothing stays behind: no build node, no compiler server. Messages are English.</summary>
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
    public static async Task<BuildResult> RunAsync(
        string folder, string[] arguments, IReadOnlyDictionary<string, string?> variables, CancellationToken cancellationToken)
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

        start.Environment["ContainerCachePath"] = TestPackage.CachePath;
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
            return new BuildResult($"dotnet {string.Join(' ', arguments)}", process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
