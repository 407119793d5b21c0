using System.Text.Json;
using System.Text.RegularExpressions;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Dockerfiles;

/// <summary>The reviewed texts of all patterns, as others judge them.</summary>
[TestClass]
internal sealed partial class LintTests
{
    private static readonly string Texts = Repository.PathOf("tests/Containerize.Core.Tests/Dockerfiles/Expected");

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Dockerfilelint_finds_nothing()
    {
        var rules = Repository.PathOf("tests/Containerize.EndToEnd.Tests/Dockerfiles");
        var result = Json.Parse(await RunAsync("dockerfilelint", ["--json", "--config", rules, .. Files()]));
        Assert.AreEqual(Files().Length, result.GetProperty("files").GetArrayLength());
        Assert.AreEqual(0, result.GetProperty("totalIssues").GetInt32(), result.ToString());
    }

    [TestMethod]
    public async Task Dockerfile_utils_finds_nothing()
    {
        foreach (var file in Files())
        {
            Assert.AreEqual("[]", await RunAsync("dockerfile-utils", ["lint", "--json", file]), file);
        }
    }

    [TestMethod]
    public async Task BuildKit_s_own_check_finds_nothing()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.PathOf("Dockerfile");
        foreach (var path in Files())
        {
            // It looks at the bases too, and for a front end it would go to Docker Hub.
            var text = BaseImage()
                .Replace(await File.ReadAllTextAsync(path, TestContext.CancellationToken), match =>
                    $"{TestEnvironment.Base}/{(match.Groups["name"].Value is "node:22" ? "runtime:10.0" : match.Groups["name"].Value)}"
                );
            await File.WriteAllTextAsync(
                file,
                text.Replace("# syntax=docker/dockerfile:1\n", "", StringComparison.Ordinal),
                TestContext.CancellationToken
            );
            Assert.Contains("no warnings found", (await CheckAsync(file)).Succeeded().Output, path);
        }

        await File.WriteAllTextAsync(file, "FROM scratch AS final\nENV PASSWORD=secret\n", TestContext.CancellationToken);
        Assert.AreNotEqual(0, (await CheckAsync(file)).ExitCode);
    }

    [TestMethod]
    public async Task The_linters_find_what_is_wrong()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.PathOf("Dockerfile");
        await File.WriteAllTextAsync(
            file,
            "FROM scratch AS final\nRUN apt-get install curl\nHEALTHCHECK --often=3s CMD ls\n",
            TestContext.CancellationToken
        );
        var result = await Shell.RunAsync(Start("dockerfilelint", ["--json", file]), TestContext.CancellationToken);
        Assert.AreNotEqual(0, JsonDocument.Parse(result.Output).RootElement.GetProperty("totalIssues").GetInt32());
        result = await Shell.RunAsync(Start("dockerfile-utils", ["lint", "--json", file]), TestContext.CancellationToken);
        Assert.Contains("often", result.Output);
    }

    private static string[] Files()
    {
        var files = Directory.GetFiles(Texts, "*.Dockerfile").Order(StringComparer.Ordinal).ToArray();
        Assert.IsGreaterThan(10, files.Length);
        return files;
    }

    private static System.Diagnostics.ProcessStartInfo Start(string program, IEnumerable<string> arguments) =>
        new(Path.Combine(TestEnvironment.NpmTools, program), arguments) { WorkingDirectory = Path.GetTempPath() };

    private Task<CommandResult> CheckAsync(string file)
    {
        var start = new System.Diagnostics.ProcessStartInfo(
            Path.Combine(TestEnvironment.Tools, "docker-buildx"),
            ["build", "--check", "--file", file, Path.GetDirectoryName(file)!]
        );
        start.Environment["DOCKER_HOST"] = TestEnvironment.NewerDocker;
        return Shell.RunAsync(start, TestContext.CancellationToken);
    }

    [GeneratedRegex(
        @"(mcr\.microsoft\.com/dotnet/)?(?<name>[a-z]+:[0-9.]+)@sha256:[0-9]{64}",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex BaseImage();

    private async Task<string> RunAsync(string program, IEnumerable<string> arguments) =>
        (await Shell.RunAsync(Start(program, arguments), TestContext.CancellationToken)).Succeeded().Output.Trim();
}
