using System.Text;
using Containerize.Ci;
using Containerize.Diagnostics;
using Containerize.Testing;

namespace Containerize.Core.Tests.Ci;

/// <summary>The files and lines by which a system is told.</summary>
[TestClass]
internal sealed class CiReporterTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly RecordingBuildLog _log = new();

    public TestContext TestContext { get; set; } = null!;

    private string Output => _folder.PathOf("output");

    private string Summary => _folder.PathOf("summary");

    private string Env => _folder.PathOf("container.env");

    [TestMethod]
    public async Task GitHub_is_told_in_two_files_behind_what_stands_there()
    {
        await File.WriteAllTextAsync(Output, "mine=1", TestContext.CancellationToken);
        await ReportAsync(CiSystem.GitHubActions, CiImages.WebApi);
        Assert.StartsWith($"mine=1\nimage=ghcr.io/team/webapi@{CiImages.Digest}\n", await ReadAsync(Output));
        Assert.AreEqual(MarkdownSummary.Write(CiImages.WebApi), await ReadAsync(Summary));
        Assert.IsEmpty(_log.Messages);
    }

    [TestMethod]
    public async Task Projects_that_publish_at_the_same_time_lose_nothing()
    {
        var images = Enumerable.Range(0, 16).Select(number => CiImages.Image($"team/app{number:00}")).ToArray();
        await Task.WhenAll(
            images.Select(image => Task.Run(() => ReportAsync(CiSystem.GitHubActions, image), TestContext.CancellationToken))
        );
        var published = PublishedImages.ReadFrom(await ReadAsync(Output), GitHubOutputs.ImagesStart).ToJson();
        var summary = await ReadAsync(Summary);
        foreach (var image in images)
        {
            Assert.Contains($"\"{image.Repository}\":\"{image.Reference}\"", published);
            Assert.Contains(MarkdownSummary.Write(image), summary);
        }

        Assert.AreEqual("image=", (await ReadAsync(Output)).Split('\n').Last(line => line.StartsWith("image=", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Azure_is_told_by_lines()
    {
        await ReportAsync(CiSystem.AzurePipelines, CiImages.WebApi);
        var lines = _log.Messages.Select(message => message.Text).ToArray();
        Assert.AreEqual($"##vso[task.setvariable variable=image;isOutput=true]ghcr.io/team/webapi@{CiImages.Digest}", lines[0]);
        Assert.StartsWith("##vso[task.uploadsummary]", lines[^1]);
        Assert.AreEqual(MarkdownSummary.Write(CiImages.WebApi), await ReadAsync(lines[^1]["##vso[task.uploadsummary]".Length..]));
        Assert.IsTrue(_log.Messages.All(message => message.Importance == MessageImportance.High));

        await ReportAsync(CiSystem.AzurePipelines, CiImages.Image("team/worker"));
        Assert.Contains("##vso[task.setvariable variable=image;isOutput=true]", _log.Messages.Select(message => message.Text));
        Assert.Contains(
            message =>
                message.Text.Contains("\"team/webapi\":", StringComparison.Ordinal)
                && message.Text.Contains("\"team/worker\":", StringComparison.Ordinal),
            _log.Messages
        );
    }

    [TestMethod]
    public async Task Steps_of_Azure_do_not_see_each_others_images()
    {
        await ReportAsync(CiSystem.AzurePipelines, CiImages.Image("team/one"), step: "1");
        await ReportAsync(CiSystem.AzurePipelines, CiImages.Image("team/two"), step: "2");
        Assert.IsFalse(_log.Messages.Any(message => message.Text == "##vso[task.setvariable variable=image;isOutput=true]"));
    }

    [TestMethod]
    public async Task GitLab_gets_a_file_of_the_size_that_it_takes()
    {
        await File.WriteAllTextAsync(Env, "MINE=1\n", TestContext.CancellationToken);
        for (var number = 0; number < 60; number++)
        {
            await ReportAsync(CiSystem.GitLab, CiImages.Image($"team/app{number}"));
        }

        var text = await ReadAsync(Env);
        Assert.StartsWith("MINE=1\nCONTAINER_IMAGE=\n", text);
        Assert.IsLessThanOrEqualTo(Dotenv.Limit, Encoding.UTF8.GetByteCount(text));
        Assert.Contains("\"team/app30\":", text);
        Assert.AreEqual("CTZ5022", _log.Diagnostics.First().Code);
    }

    [TestMethod]
    public async Task What_no_destination_has_is_no_output()
    {
        var failed = CiImages.WebApi with { Results = [CiImages.WebApi.Results[^1]] };
        foreach (var system in new[] { CiSystem.GitHubActions, CiSystem.AzurePipelines, CiSystem.GitLab })
        {
            await ReportAsync(system, failed);
        }

        Assert.AreEqual(("", ""), (await ReadAsync(Output), await ReadAsync(Env)));
        Assert.Contains("failed: CTZ5001", await ReadAsync(Summary));
        Assert.IsFalse(_log.Messages.Any(message => message.Text.Contains("setvariable", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_full_summary_stays_as_it_is()
    {
        var full = new string('x', 1024 * 1024);
        await File.WriteAllTextAsync(Summary, full, TestContext.CancellationToken);
        await ReportAsync(CiSystem.GitHubActions, CiImages.WebApi);
        Assert.AreEqual(full, await ReadAsync(Summary));
        Assert.AreEqual("CTZ5021", _log.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task A_file_that_cannot_be_written_is_a_warning()
    {
        Directory.CreateDirectory(Output);
        await ReportAsync(CiSystem.GitHubActions, CiImages.WebApi);
        var warning = _log.Diagnostics.Single();
        Assert.AreEqual(("CTZ5020", DiagnosticSeverity.Warning), (warning.Code, warning.Severity));
        Assert.Contains(Output, warning.Message);
        Assert.AreNotEqual("", await ReadAsync(Summary));
    }

    [TestMethod]
    public async Task Without_files_nothing_is_told()
    {
        await new CiReporter(CiSystem.GitHubActions, new Dictionary<string, string>(StringComparer.Ordinal), "", _log).ReportAsync(
            CiImages.WebApi,
            TestContext.CancellationToken
        );
        await new CiReporter(CiSystem.AzurePipelines, new Dictionary<string, string>(StringComparer.Ordinal), "", _log).ReportAsync(
            CiImages.WebApi,
            TestContext.CancellationToken
        );
        Assert.IsEmpty(_log.Messages);
        Assert.IsEmpty(_log.Diagnostics);
    }

    public void Dispose() => _folder.Dispose();

    private Task ReportAsync(CiSystem system, CiImage image, string step = "5") =>
        new CiReporter(
            system,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["GITHUB_OUTPUT"] = Output,
                ["GITHUB_STEP_SUMMARY"] = Summary,
                ["AGENT_TEMPDIRECTORY"] = _folder.PathOf("temp"),
                ["SYSTEM_TASKINSTANCEID"] = step,
            },
            system == CiSystem.GitLab ? Env : "",
            _log
        ).ReportAsync(image, TestContext.CancellationToken);

    private async Task<string> ReadAsync(string path) => await File.ReadAllTextAsync(path, TestContext.CancellationToken);
}
