using System.Diagnostics;
using System.Text.RegularExpressions;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Pipelines;

/// <summary>The files of <c>build/pipelines</c> and this repository's own workflows, as others judge them.</summary>
[TestClass]
internal sealed partial class PipelineLintTests
{
    private static readonly string Pipelines = Path.Combine(SourceTree.Root, "build/pipelines");

    private static readonly string Workflows = Path.Combine(SourceTree.Root, ".github/workflows");

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Actionlint_and_GitLab_s_schema_find_nothing() =>
        Assert.AreEqual("", await LintAsync([.. Directory.GetFiles(Pipelines, "git*.yml"), .. Directory.GetFiles(Workflows)]));

    [TestMethod]
    public async Task Workflows_run_scripts_and_projects_that_exist()
    {
        foreach (var file in Directory.GetFiles(Workflows))
        {
            var names = Named()
                .Matches(await File.ReadAllTextAsync(file, TestContext.CancellationToken))
                .Select(match => match.Value)
                .ToArray();
            Assert.IsNotEmpty(names);
            Assert.AreEqual("", string.Join('\n', names.Where(name => !Path.Exists(Path.Combine(SourceTree.Root, name)))), file);
        }
    }

    [TestMethod]
    public async Task They_find_what_is_wrong()
    {
        using var directory = new TemporaryDirectory();
        var github = directory.Write(
            "github.yml",
            (await ReadAsync("github-image.yml")).Replace("steps.publish.", "steps.other.", StringComparison.Ordinal)
        );
        Assert.Contains("other", await LintAsync(github));
        var gitlab = directory.Write(
            "gitlab.yml",
            (await ReadAsync("gitlab-ci.yml")).Replace("script:", "scripts:", StringComparison.Ordinal)
        );
        Assert.Contains("additional properties", await LintAsync(gitlab));
    }

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(Pipelines, file), TestContext.CancellationToken);

    private async Task<string> LintAsync(params string[] files)
    {
        var modules = Path.GetFullPath("..", TestEnvironment.NpmTools);
        var script = Path.Combine(SourceTree.Root, "tests/Containerize.EndToEnd.Tests/Pipelines/lint.cjs");
        var start = new ProcessStartInfo("node", [script, modules, .. files]) { WorkingDirectory = Path.GetTempPath() };
        return (await Shell.RunAsync(start, TestContext.CancellationToken)).Succeeded().Output.Trim();
    }

    [GeneratedRegex(
        @"(?<=(run: |test |build ))\.?/?[\w./-]+(\.sln|\.Tests|\.sh|/run)\b",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Named();
}
