using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Only what the registry does not have is sent.</summary>
[TestClass]
internal sealed class TransferTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task The_base_s_layers_are_mounted_and_never_travel()
    {
        using var app = await App.ConsoleAsync();
        await using var forwarder = new Forwarder(TestEnvironment.Registry);

        (
            await app.PublishAsync(
                [
                    "-p:ContainerPush=true",
                    $"-p:ContainerRegistry={forwarder.Name}",
                    $"-p:ContainerBaseImage={forwarder.Name}/{BaseRepository}/runtime:10.0",
                ],
                Token
            )
        ).Succeeded();

        var report = app.Report();
        var layers = report.GetProperty("layers").EnumerateArray().ToArray();
        var manifest = await new RegistryQueries(TestEnvironment.Registry).GetManifestAsync(app.Repository, "1.2.3", Token);
        var sent = Destination(report, "bytesSent");
        Assert.AreEqual(
            layers.Where(layer => layer.GetProperty("origin").GetString() != "base").Sum(Size) + Size(manifest.GetProperty("config")),
            sent
        );
        Assert.AreEqual(
            layers.Where(layer => layer.GetProperty("origin").GetString() == "base").Sum(Size),
            Destination(report, "bytesReused")
        );
        // Beside the content there are requests and answers, of about a kilobyte each.
        Assert.IsLessThan(sent + 60_000, forwarder.Bytes);
    }

    [TestMethod]
    public async Task A_second_publish_of_the_same_content_sends_no_blob()
    {
        using var app = await App.ConsoleAsync();
        await app.PushAsync([App.OnEmptyBase, "-p:ContainerCreated=2026-01-01T00:00:00Z"], Token);
        var first = app.Digest();

        await app.PushAsync([App.OnEmptyBase, "-p:ContainerCreated=2026-01-01T00:00:00Z"], Token);

        Assert.AreEqual(first, app.Digest());
        Assert.AreEqual(0, Destination(app.Report(), "bytesSent"));
    }

    [TestMethod]
    public async Task Layers_of_another_repositorys_image_are_mounted()
    {
        using var app = await App.ConsoleAsync();
        await app.PushAsync([App.OnEmptyBase], Token);
        var layers = app.AddedLayers();
        var other = $"e2e/branch-{Guid.NewGuid():n}";

        // Nothing of this machine helps, and neither do the tags: they are new.
        var output = await app.PushAsync(
            [
                App.OnEmptyBase,
                $"-p:ContainerRepository={other}",
                "-p:ContainerImageTag=pr-12",
                $"-p:ContainerKnownLayersFrom={app.Repository}:1.2.3 none",
                "-p:ContainerCacheLimit=0",
                "-v:normal",
            ],
            Token
        );

        CollectionAssert.AreEqual(layers, app.AddedLayers());
        var config = Size(
            (await new RegistryQueries(TestEnvironment.Registry).GetManifestAsync(other, "pr-12", Token)).GetProperty("config")
        );
        Assert.AreEqual(config, Destination(app.Report(), "bytesSent"));
        Assert.Contains($"No layers are reused of {TestEnvironment.Registry}/{other}:none: it does not exist.", output);
    }

    [TestMethod]
    public async Task A_foreign_layer_under_the_configuration_of_an_honest_image_stays_outside()
    {
        using var app = await App.ConsoleAsync();
        await app.PushAsync([App.OnEmptyBase], Token);
        var honest = app.AddedLayers();
        var registry = new RegistryQueries(TestEnvironment.Registry);
        var manifest = JsonNode.Parse((await registry.GetManifestAsync(app.Repository, "1.2.3", Token)).GetRawText())!;
        var foreign = await registry.PutBlobAsync(app.Repository, Foreign(), Token);
        var last = manifest["layers"]!.AsArray()[^1]!;
        (last["digest"], last["size"]) = (foreign, Foreign().Length);
        await registry.PutManifestAsync(app.Repository, "evil", manifest.ToJsonString(), manifest["mediaType"]!.GetValue<string>(), Token);

        var other = $"e2e/new-{Guid.NewGuid():n}";
        await app.PushAsync(
            [
                App.OnEmptyBase,
                $"-p:ContainerRepository={other}",
                $"-p:ContainerKnownLayersFrom={app.Repository}:evil",
                "-p:ContainerCacheLimit=0",
            ],
            Token
        );

        CollectionAssert.AreEqual(honest, app.AddedLayers());
        CollectionAssert.DoesNotContain(await registry.GetFilesOfLastLayerAsync(other, "1.2.3", Token), "app/foreign.txt");
    }

    private static byte[] Foreign()
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(new GZipStream(bytes, CompressionLevel.Fastest)))
        {
            tar.WriteEntry(
                new UstarTarEntry(TarEntryType.RegularFile, "app/foreign.txt")
                {
                    DataStream = new MemoryStream("foreign"u8.ToArray()),
                    ModificationTime = DateTimeOffset.UnixEpoch,
                }
            );
        }

        return bytes.ToArray();
    }

    private static string BaseRepository => string.Join('/', TestEnvironment.Base.Split('/')[1..]);

    private static long Size(JsonElement descriptor) => descriptor.GetProperty("size").GetInt64();

    private static long Destination(JsonElement report, string name) => report.GetProperty("destinations")[0].GetProperty(name).GetInt64();
}
