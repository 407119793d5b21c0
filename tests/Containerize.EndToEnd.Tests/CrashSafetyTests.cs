using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>
/// kill -9 at any moment leaves nothing half that is taken for whole, and the next publish finishes. The moments are
/// spread evenly from the first word to a registry to the end of the process, and where in its part each is, a seed decides.
/// </summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
internal sealed class CrashSafetyTests
{
    /// <summary>More than <c>CTZ_TEST_KILLS</c> sets come at the same kinds of moments again, at some seconds each.</summary>
    private const int Kills = 12;

    private const int Workers = 2;
    private const int ContentSize = 6_000_000;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Publishes_that_are_killed_leave_only_whole_images_and_the_next_one_finishes()
    {
        var kills = Environment.GetEnvironmentVariable("CTZ_TEST_KILLS") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : Kills;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => KillAsync(worker, kills / Workers, kills))));
    }

    /// <param name="worker">Has every other moment of all.</param>
    /// <param name="kills">How many moments it has.</param>
    /// <param name="all">Moments of all workers, each in a part of the time of its own.</param>
    private async Task KillAsync(int worker, int kills, int all)
    {
        var random = new Random(worker);
        using var app = await App.ConsoleAsync();
        await using var forwarder = new Forwarder(TestEnvironment.Registry);
        app.Customize($"""<ItemGroup><ResolvedFileToPublish Include="{app.Outside("content")}/data" RelativePath="data" /></ItemGroup>""");

        // From the first byte to a registry to the end, when nothing comes in between.
        await WriteContentAsync(app, random);
        var (_, begun) = await StartAsync(app, forwarder);
        var length = begun.Elapsed;

        for (int killed = 0, attempts = 0; killed < kills; attempts++)
        {
            Assert.IsLessThan(5 * kills, attempts, "Most publishes ended before they were killed.");
            await WriteContentAsync(app, random);
            if (!await KillOneAsync(app, forwarder, ((killed * Workers) + worker + random.NextDouble()) / all * length))
            {
                // The machine has become faster, or another one's work has ended.
                length *= 0.8;
                continue;
            }

            killed++;
            await AssertWholeAsync(app);

            var (output, elapsed) = await StartAsync(app, forwarder);
            var (digest, layout, archive) = await AssertWholeAsync(app);
            Assert.AreEqual(app.Digest(), digest, output);
            Assert.AreEqual(InLayout(app), layout, output);
            Assert.AreEqual(app.Report().GetProperty("imageId").GetString(), archive, output);
            length = elapsed.Elapsed < length ? elapsed.Elapsed : length;
        }

        // What killed publishes left beside the images went with later ones.
        CollectionAssert.AreEqual(
            new[] { ".lock", "index.json", "manifest.json", "oci-layout" },
            Directory.GetFiles(app.Outside("layout")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray()
        );
        CollectionAssert.AreEqual(new[] { "app.tar" }, Folders.FilesBelow(app.Outside("archive")));
        await Shell.RunAsync("crane", ["validate", "--insecure", "--remote", $"{TestEnvironment.Registry}/{app.Repository}:latest"], Token);
        await Shell.RunAsync("crane", ["validate", "--tarball", app.Outside("archive/app.tar")], Token);
    }

    private static string? InLayout(App app) =>
        app.Report()
            .GetProperty("destinations")
            .EnumerateArray()
            .Single(destination => destination.GetProperty("kind").GetString() == "layout")
            .GetProperty("digest")
            .GetString();

    /// <summary>What is published is new each time, so that there is something to compress, send and write.</summary>
    private async Task WriteContentAsync(App app, Random random)
    {
        var content = new byte[ContentSize];
        random.NextBytes(content);
        Directory.CreateDirectory(app.Outside("content"));
        await File.WriteAllBytesAsync(app.Outside("content/data"), content, Token);
    }

    /// <summary>Publishes to the end.</summary>
    private async Task<(string Output, Stopwatch SinceFirstByte)> StartAsync(App app, Forwarder forwarder)
    {
        using var publish = Publish(app, forwarder);
        var sinceFirstByte = await FirstByteAsync(publish, forwarder);
        var result = (await publish.WaitAsync(Token)).Succeeded();
        sinceFirstByte.Stop();
        return (result.Output, sinceFirstByte);
    }

    /// <returns>False where the publish was faster.</returns>
    private async Task<bool> KillOneAsync(App app, Forwarder forwarder, TimeSpan after)
    {
        using var publish = Publish(app, forwarder);
        await FirstByteAsync(publish, forwarder);
        await Task.Delay(after, Token);
        // The shell's own: a small machine has no program of this name.
        await Shell.RunAsync("bash", ["-c", $"kill -KILL -- -{publish.Id.ToString(CultureInfo.InvariantCulture)} || true"], Token);
        return (await publish.WaitAsync(Token)).ExitCode != 0;
    }

    private static RunningCommand Publish(App app, Forwarder forwarder) =>
        new(
            Dotnet.Start(
                "setsid",
                [
                    "dotnet",
                    .. app.PublishArguments([
                        "-p:ContainerPush=true",
                        "-p:ContainerDestinations=registry archive layout",
                        $"-p:ContainerRegistry={forwarder.Name}",
                        $"-p:ContainerArchiveOutputPath={app.Outside("archive/app.tar")}",
                        $"-p:ContainerLayoutPath={app.Outside("layout")}",
                        $"-p:ContainerCachePath={app.Outside("cache")}",
                    ]),
                ],
                app.FullName
            )
        );

    private async Task<Stopwatch> FirstByteAsync(RunningCommand publish, Forwarder forwarder)
    {
        var (before, limit) = (forwarder.Bytes, Stopwatch.StartNew());
        while (forwarder.Bytes == before)
        {
            Assert.IsLessThan(TimeSpan.FromMinutes(10), limit.Elapsed, publish.OutputSoFar);
            await Task.Delay(2, Token);
        }

        return Stopwatch.StartNew();
    }

    private async Task<(string? Registry, string? Layout, string? Archive)> AssertWholeAsync(App app)
    {
        WholeImages.InFolder(app.Outside("cache/v1/blobs"));
        return (
            await WholeImages.InRegistryAsync(TestEnvironment.Registry, app.Repository, "latest", Token),
            WholeImages.InLayout(app.Outside("layout")),
            WholeImages.InArchive(app.Outside("archive/app.tar"))
        );
    }
}
