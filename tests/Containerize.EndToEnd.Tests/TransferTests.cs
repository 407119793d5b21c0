using System.Text.Json;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Only what the registry does not have is sent.</summary>
[TestClass]
public sealed class TransferTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task The_base_s_layers_are_mounted_and_never_travel()
    {
        using var app = await App.ConsoleAsync();
        await using var forwarder = new Forwarder(TestEnvironment.Registry);

        (await app.PublishAsync(["-p:ContainerPush=true", $"-p:ContainerRegistry={forwarder.Name}", $"-p:ContainerBaseImage={forwarder.Name}/{BaseRepository}/runtime:10.0"], Token)).Succeeded();

        var report = app.Report();
        var layers = report.GetProperty("layers").EnumerateArray().ToArray();
        var manifest = await new RegistryQueries(TestEnvironment.Registry).GetManifestAsync(app.Repository, "1.2.3", Token);
        var sent = Destination(report, "bytesSent");
        Assert.AreEqual(layers.Where(layer => layer.GetProperty("origin").GetString() != "base").Sum(Size) + Size(manifest.GetProperty("config")), sent);
        Assert.AreEqual(layers.Where(layer => layer.GetProperty("origin").GetString() == "base").Sum(Size), Destination(report, "bytesReused"));
        // Beside the content there are requests and answers, of about a kilobyte each.
        Assert.IsLessThan(sent + 60_000, forwarder.Bytes);
    }

    [TestMethod]
    public async Task A_second_publish_of_the_same_content_sends_no_blob()
    {
        using var app = await App.ConsoleAsync();
        await app.PushAsync(["-p:ContainerBaseImage=scratch", "-p:ContainerCreated=2026-01-01T00:00:00Z"], Token);
        var first = app.Digest();

        await app.PushAsync(["-p:ContainerBaseImage=scratch", "-p:ContainerCreated=2026-01-01T00:00:00Z"], Token);

        Assert.AreEqual(first, app.Digest());
        Assert.AreEqual(0, Destination(app.Report(), "bytesSent"));
    }

    [TestMethod]
    public async Task Layers_of_another_repositorys_image_are_mounted()
    {
        using var app = await App.ConsoleAsync();
        await app.PushAsync(["-p:ContainerBaseImage=scratch"], Token);
        var layers = app.AddedLayers();
        var other = $"e2e/branch-{Guid.NewGuid():n}";

        // Nothing of this machine helps, and neither do the tags: they are new.
        var output = await app.PushAsync(
            ["-p:ContainerBaseImage=scratch", $"-p:ContainerRepository={other}", "-p:ContainerImageTag=pr-12", $"-p:ContainerCacheFrom={app.Repository}:1.2.3 none", "-p:ContainerCacheLimit=0", "-v:normal"],
            Token);

        CollectionAssert.AreEqual(layers, app.AddedLayers());
        var config = Size((await new RegistryQueries(TestEnvironment.Registry).GetManifestAsync(other, "pr-12", Token)).GetProperty("config"));
        Assert.AreEqual(config, Destination(app.Report(), "bytesSent"));
        Assert.Contains($"No layers are known of {TestEnvironment.Registry}/{other}:none: it does not exist.", output);
    }

    private static string BaseRepository => string.Join('/', TestEnvironment.Base.Split('/')[1..]);

    private static long Size(JsonElement descriptor) => descriptor.GetProperty("size").GetInt64();

    private static long Destination(JsonElement report, string name) => report.GetProperty("destinations")[0].GetProperty(name).GetInt64();
}
