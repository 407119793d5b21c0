using System.Diagnostics;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>
/// Runs <c>dotnet</c> as a user does. All tests of a run share one packages folder and one cache, empty at first, so that
/// a package or a layer of an earlier run never stands in for the one under test.
/// </summary>
internal static class Dotnet
{
    // What `dotnet test`, a build server and these tests tell their children is not what a user's command hears.
    private static readonly string[] ForeignVariables =
    [
        "MSBUILD",
        "VSTEST",
        "DOTNET_CLI_TELEMETRY_SESSIONID",
        "GITHUB_",
        "TF_BUILD",
        "BUILD_",
        "GITLAB_CI",
        "CI_",
        "JENKINS_URL",
        "BITBUCKET_",
        "CIRCLE",
        "TEAMCITY_VERSION",
        "APPVEYOR",
        "SOURCE_DATE_EPOCH",
        "NUGET_PACKAGES",
        "CTZ_TEST_",
        "ContainerCache",
    ];

    /// <summary>Makes the package under test known to all projects in and below a folder.</summary>
    public static void AddFeed(string directory) =>
        File.WriteAllText(
            Path.Combine(directory, "nuget.config"),
            $"""
            <configuration>
              <packageSources>
                <add key="containerize-test" value="{TestEnvironment.Feed}" />
              </packageSources>
            </configuration>
            """
        );

    /// <param name="directory">The working folder.</param>
    /// <param name="arguments">What stands after <c>dotnet</c>.</param>
    /// <param name="cancellationToken">Kills the command and what it started.</param>
    /// <param name="environment">Variables besides the test's own; null takes one away.</param>
    public static Task<CommandResult> RunAsync(
        string directory,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        params (string Name, string? Value)[] environment
    ) => Shell.RunAsync(Start("dotnet", arguments, directory, environment), cancellationToken);

    /// <summary>How <c>dotnet</c>, or a program that runs it, is started here.</summary>
    public static ProcessStartInfo Start(
        string program,
        IEnumerable<string> arguments,
        string directory,
        params (string Name, string? Value)[] environment
    )
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
        {
            start.Environment.Remove(name);
        }

        // Build servers would outlive the test and hold its files open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["NUGET_PACKAGES"] = RunFolder.Get("packages");
        start.Environment["XDG_CACHE_HOME"] = RunFolder.Get("cache");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static bool IsForeign(string name) =>
        ForeignVariables.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) || name == "CI";
}
