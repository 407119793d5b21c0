using System.Globalization;
using System.Net.Sockets;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Each of the samples publishes as an image that runs; the web API has tests of its own.</summary>
[TestClass]
internal sealed class SampleTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Worker_runs_until_it_is_told_to_stop()
    {
        await using var image = await PublishAsync("Worker", "runtime", ["1.3.0-beta.2"]);
        var config = (await image.InspectAsync(Token)).GetProperty("Config");

        await using var container = await image.StartAsync(Token);
        await WaitForLogAsync(container, "MB in use");

        Assert.AreEqual("0", await container.StopAsync(Token));
        CollectionAssert.Contains(Json.Strings(config, "Env"), "Report__Interval=00:00:10");
        Assert.AreEqual("platform", Json.Map(config, "Labels")["com.example.team"]);
        Assert.AreEqual("The platform team", Json.Map(config, "Labels")["org.opencontainers.image.authors"]);
    }

    [TestMethod]
    public async Task SelfContainedConsole_counts_words_on_a_base_without_dotnet()
    {
        await using var image = await PublishAsync("SelfContainedConsole", "runtime-deps", ["0.4.1", "0.4", "latest"]);

        Assert.MatchesRegex(@"^\d+ words in /etc/os-release$", await image.RunAsync([], Token));
        Assert.AreEqual(
            "3 words in /etc/hostname-of-the-test",
            await image.RunShellAsync(
                "cd /tmp; echo one two three > words; /app/SelfContainedConsole words | sed s,words$,/etc/hostname-of-the-test,",
                Token
            )
        );
    }

    [TestMethod]
    public async Task AotConsole_tells_the_time_as_the_user_that_the_project_chose()
    {
        // The packs for native code of .NET 9 are fewer, and not every mirror has those of .NET 10.
        await using var image = await PublishAsync(
            "AotConsole",
            "runtime-deps",
            ["2.0.0", "2.0", "2", "latest"],
            "-p:SamplesTargetFramework=net9.0"
        );
        var config = (await image.InspectAsync(Token)).GetProperty("Config");
        var port = LoopbackServer.FreePort();

        await using var container = await image.StartAsync(Token, ("DAYTIME_PORT", port.ToString(CultureInfo.InvariantCulture)));
        await WaitForLogAsync(container, "Listening");
        using var client = new TcpClient();
        await client.ConnectAsync("localhost", port, Token);
        using var reader = new StreamReader(client.GetStream());

        Assert.EndsWith("GMT", (await reader.ReadLineAsync(Token))!);
        Assert.AreEqual("0", await container.StopAsync(Token));
        Assert.AreEqual("65532:65532", config.GetProperty("User").GetString());
        Assert.IsTrue(config.GetProperty("ExposedPorts").TryGetProperty("1313/tcp", out _));
    }

    [TestMethod]
    public async Task FSharpConsole_prints_what_the_base_gives_it()
    {
        await using var image = await PublishAsync("FSharpConsole", "runtime", ["stable", "2026.11"]);

        var answer = await image.RunAsync([], Token);

        Assert.Contains("APP_UID=1654", answer);
        Assert.AreEqual(
            "Environment printer",
            Json.Map((await image.InspectAsync(Token)).GetProperty("Config"), "Labels")["org.opencontainers.image.title"]
        );
    }

    /// <returns>The image, pulled by its digest.</returns>
    private async Task<EngineImage> PublishAsync(string sample, string baseImage, string[] tags, params string[] options)
    {
        var repository = $"e2e/{sample.ToLowerInvariant()}-{Guid.NewGuid():n}";
        using var compiled = await CompiledSample.TakeAsync(sample, options, Token);
        await compiled.PublishAsync(baseImage, repository, [], Token);
        var report = await compiled.ReportAsync();
        CollectionAssert.AreEqual(tags, Json.Strings(report, "tags"));
        return await (await EngineCli.Default).PullAsync(
            $"{TestEnvironment.Registry}/{repository}@{report.GetProperty("manifestDigest").GetString()}",
            Token
        );
    }

    private async Task WaitForLogAsync(EngineContainer container, string text)
    {
        for (var attempt = 0; !(await container.LogsAsync(Token)).Contains(text, StringComparison.Ordinal); attempt++)
        {
            Assert.IsLessThan(100, attempt, $"'{text}' does not come; there is: {await container.LogsAsync(Token)}");
            await Task.Delay(200, Token);
        }
    }
}
