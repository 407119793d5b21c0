using System.Text.Json;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Dockerfiles;

/// <summary>The reviewed texts of all patterns, as others judge them.</summary>
[TestClass]
public sealed class LintTests
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
    public async Task The_linters_find_what_is_wrong()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.PathOf("Dockerfile");
        await File.WriteAllTextAsync(file, "FROM scratch AS final\nRUN apt-get install curl\nHEALTHCHECK --often=3s CMD ls\n", TestContext.CancellationToken);
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

    private async Task<string> RunAsync(string program, IEnumerable<string> arguments) =>
        (await Shell.RunAsync(Start(program, arguments), TestContext.CancellationToken)).Succeeded().Output.Trim();
}
