using System.Formats.Tar;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Engine;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
internal sealed class EnginePublisherTests
{
    private static readonly Image Image = SmallImage.Create(ImageFormat.Docker, "base", "app");

    public TestContext TestContext { get; set; } = null!;

    private static string ConfigDigest => Image.Manifest.Config.Digest.ToString();

    private static string Listing => $"GET /images/json?filters={Uri.EscapeDataString("""{"reference":{"team/app":true}}""")}";

    [TestMethod]
    public async Task An_image_is_streamed_and_then_seen_in_the_engine()
    {
        await using var fake = Engine(inspect: request =>
            request == $"GET /images/{ConfigDigest}/json" ? Inspect(["team/app:2", "team/app:latest", "other:1"]) : null
        );
        var result = await PublishAsync(fake, "2", "latest");

        CollectionAssert.AreEqual(new[] { "team/app:2", "team/app:latest" }, result.References.ToArray());
        Assert.AreEqual(DestinationKind.Engine, result.Kind);
        Assert.AreEqual("Docker", result.Destination);
        Assert.AreEqual(
            Image.Layers.Sum(layer => layer.Descriptor.Size) + Image.Manifest.Config.Size + Image.Manifest.RawBytes.Length,
            result.BytesSent
        );
        using var reader = new TarReader(new MemoryStream(fake.LoadedArchive!));
        Assert.AreEqual("manifest.json", reader.GetNextEntry()?.Name);
        CollectionAssert.AreEqual(
            new[] { "GET /_ping", Listing, "POST /images/load?quiet=1", $"GET /images/{ConfigDigest}/json" },
            fake.Requests.ToArray()
        );
    }

    [TestMethod]
    public async Task Of_an_index_the_engine_gets_the_image()
    {
        await using var fake = Engine(inspect: request => request == $"GET /images/{ConfigDigest}/json" ? Inspect(["team/app:2"]) : null);
        using var engine = await ConnectAsync(fake);
        var index = ImageIndex.Create(
            ImageFormat.Docker,
            [Image.Manifest.Descriptor with { Platform = Image.Config.Platform }],
            Image.Manifest.Annotations
        );
        var result = await new EnginePublisher(engine, SilentLog.Instance).PublishAsync(
            ImageSet.Create([Image], index, Image.Manifest.Annotations),
            TestNames.Image("team/app", ["2"]),
            TestContext.CancellationToken
        );
        Assert.AreEqual(Image.Manifest.Digest, result.Digest);
        Assert.DoesNotContain($"blobs/sha256/{index.Digest.Hex}", Names(fake));
    }

    [TestMethod]
    public async Task Podmans_own_names_are_reported()
    {
        await using var fake = Engine(inspect: _ => Inspect(["localhost/team/app:2"]));
        Assert.AreEqual("localhost/team/app:2", (await PublishAsync(fake, "2")).References.Single());
    }

    [TestMethod]
    public async Task An_engine_with_other_ids_is_asked_by_name()
    {
        await using var fake = Engine(inspect: request =>
            request == "GET /images/team/app:2/json" ? Inspect(["team/app:2"], id: Image.Manifest.Digest.ToString()) : null
        );
        Assert.AreEqual("team/app:2", (await PublishAsync(fake, "2")).References.Single());
    }

    [TestMethod]
    public async Task Layers_that_the_engine_has_are_not_sent()
    {
        await using var fake = EngineWithOlderImage("classic");
        var result = await PublishAsync(fake, "2");

        Assert.AreEqual(Image.Layers[0].Descriptor.Size, result.BytesReused);
        Assert.AreEqual(Image.Layers[1].Descriptor.Size + Image.Manifest.Config.Size, result.BytesSent);
        var names = Names(fake);
        Assert.DoesNotContain($"blobs/sha256/{Image.Layers[0].Descriptor.Digest.Hex}", names);
        Assert.Contains($"blobs/sha256/{Image.Layers[1].Descriptor.Digest.Hex}", names);
    }

    [TestMethod]
    public async Task Layers_that_the_engine_has_are_not_even_read()
    {
        await using var fake = EngineWithOlderImage("classic");
        using var engine = await ConnectAsync(fake);
        var image = Image with { Layers = Image.Layers.SetItem(0, new FileBlob(Image.Layers[0].Descriptor, "/nowhere")) };
        await new EnginePublisher(engine, SilentLog.Instance).PublishAsync(
            image,
            TestNames.Image("team/app", ["2"]),
            TestContext.CancellationToken
        );
    }

    [TestMethod]
    public async Task An_engine_that_refuses_an_archive_without_them_gets_all()
    {
        await using var fake = EngineWithOlderImage("classic");
        var answer = fake.Answer;
        var loads = 0;
        fake.Answer = request =>
            request.StartsWith("POST", StringComparison.Ordinal) && loads++ == 0
                ? (200, """{"errorDetail":{"message":"open /tmp/blobs: no such file or directory"}}""")
                : answer(request);

        var result = await PublishAsync(fake, "2");

        Assert.AreEqual(2, loads);
        Assert.AreEqual(0, result.BytesReused);
        Assert.Contains($"blobs/sha256/{Image.Layers[0].Descriptor.Digest.Hex}", Names(fake));
    }

    [TestMethod]
    public async Task An_engine_that_loses_an_image_without_them_gets_all()
    {
        await using var fake = EngineWithOlderImage("classic");
        var answer = fake.Answer;
        var loads = 0;
        fake.Answer = request =>
        {
            loads += request.StartsWith("POST", StringComparison.Ordinal) ? 1 : 0;
            return loads == 1 && request.StartsWith("GET", StringComparison.Ordinal) ? (404, "{}") : answer(request);
        };

        Assert.AreEqual(0, (await PublishAsync(fake, "2")).BytesReused);
        Assert.AreEqual(2, loads);
    }

    [TestMethod]
    public async Task Containerds_image_store_gets_all_layers_and_the_manifest()
    {
        await using var fake = EngineWithOlderImage("io.containerd.snapshotter.v1");
        await PublishAsync(fake, "2");

        var names = Names(fake);
        Assert.Contains("index.json", names);
        foreach (
            var digest in Image
                .Manifest.Layers.Select(layer => layer.Digest)
                .Append(Image.Manifest.Digest)
                .Append(Image.Manifest.Config.Digest)
        )
        {
            Assert.Contains($"blobs/sha256/{digest.Hex}", names);
        }
    }

    [TestMethod]
    public async Task Podman_gets_all_layers_and_is_asked_for_none()
    {
        await using var fake = Engine(inspect: _ => Inspect(["localhost/team/app:2"], id: ConfigDigest["sha256:".Length..]));
        fake.Headers = "Api-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\n";
        Assert.AreEqual("Podman", (await PublishAsync(fake, "2")).Destination);
        CollectionAssert.AreEqual(
            new[] { "GET /_ping", "POST /images/load?quiet=1", $"GET /images/{ConfigDigest}/json" },
            fake.Requests.ToArray()
        );
        Assert.DoesNotContain("index.json", Names(fake));
    }

    [TestMethod]
    public async Task A_foreign_layer_is_refused_before_anything_is_sent()
    {
        await using var fake = Engine(inspect: _ => null);
        var foreign = Image.Layers[0].Descriptor with { Urls = ["https://owner.example/layer"] };
        await FailsAsync("CTZ4008", fake, Image with { Layers = Image.Layers.SetItem(0, new FileBlob(foreign, "/nowhere")) });
        Assert.IsNull(fake.LoadedArchive);
    }

    [TestMethod]
    public async Task A_failure_in_the_answer_is_told_in_the_engines_words()
    {
        await using var fake = Engine(
            load: (
                200,
                "{\"stream\":\"Loading\"}\r\n{\"errorDetail\":{\"message\":\"no space left on device\"},\"error\":\"no space "
                    + "left on device\"}\r\n"
            ),
            inspect: _ => Inspect(["team/app:2"])
        );
        var error = await FailsAsync("CTZ4004", fake);
        Assert.Contains("no space left on device", error.Message);
    }

    [TestMethod]
    public async Task A_failure_as_status_is_told_in_the_engines_words()
    {
        await using var fake = Engine(load: (500, """{"message":"invalid archive"}"""), inspect: _ => null);
        var error = await FailsAsync("CTZ4004", fake);
        Assert.Contains("invalid archive", error.Message);
    }

    [TestMethod]
    public async Task An_image_that_is_not_there_afterwards_was_not_loaded()
    {
        await using var fake = Engine(inspect: _ => null);
        await FailsAsync("CTZ4005", fake);
    }

    [TestMethod]
    public async Task An_image_without_the_tag_was_not_loaded()
    {
        await using var fake = Engine(inspect: _ => Inspect(["team/app:1"]));
        var error = await FailsAsync("CTZ4005", fake);
        Assert.Contains("team/app:2", error.Message);
    }

    [TestMethod]
    public async Task An_older_image_under_the_name_is_not_this_one()
    {
        await using var fake = Engine(inspect: request =>
            request.Contains("team", StringComparison.Ordinal) ? Inspect(["team/app:2"], id: "sha256:other") : null
        );
        await FailsAsync("CTZ4005", fake);
    }

    [TestMethod]
    public async Task A_layer_that_cannot_be_read_is_the_error_and_nothing_is_loaded()
    {
        await using var fake = Engine(inspect: _ => Inspect(["team/app:2"]));
        var image = Image with { Layers = Image.Layers.SetItem(1, new FileBlob(Image.Layers[1].Descriptor, "/nowhere")) };
        await FailsAsync("CTZ5003", fake, image);
        Assert.IsNull(fake.LoadedArchive);
    }

    [TestMethod]
    public async Task An_engine_that_goes_away_is_a_coded_error()
    {
        var fake = Engine(inspect: _ => null);
        using var engine = await ConnectAsync(fake);
        await fake.DisposeAsync();
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            new EnginePublisher(engine, SilentLog.Instance).PublishAsync(
                Image,
                TestNames.Image("app", ["1"]),
                TestContext.CancellationToken
            )
        );
        Assert.AreEqual("CTZ4002", error.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task An_engine_that_goes_away_while_it_is_sent_something_is_sent_no_more()
    {
        var fake = new FakeEngine();
        using var engine = await ConnectAsync(fake);
        var ended = false;
        var loading = engine.LoadImageAsync(
            async (stream, token) =>
            {
                try
                {
                    for (var written = 0; ; written++)
                    {
                        await stream.WriteAsync(new byte[1 << 16], token);
                        _ = written != 100 || LeaveAsync().IsCompleted;
                    }
                }
                finally
                {
                    ended = true;
                }
            },
            TestContext.CancellationToken
        );

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => loading);

        Assert.AreEqual("CTZ4002", error.Diagnostics.Single().Code);
        Assert.IsTrue(ended);

        Task LeaveAsync() => Task.Run(() => fake.DisposeAsync().AsTask());
    }

    [TestMethod]
    [DataRow("none")]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("""{"Id":7}""")]
    public async Task An_answer_that_cannot_be_read_is_a_coded_error(string body)
    {
        await using var fake = Engine(inspect: _ => (200, body));
        var error = await FailsAsync("CTZ4006", fake);
        Assert.Contains("cannot be read", error.Message);
    }

    [TestMethod]
    public async Task Cancelling_ends_the_load_at_once()
    {
        await using var fake = Engine(load: null, inspect: _ => null);
        using var engine = await ConnectAsync(fake);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var publishing = new EnginePublisher(engine, SilentLog.Instance).PublishAsync(
            Image,
            TestNames.Image("app", ["1"]),
            cancellation.Token
        );
        while (fake.LoadedArchive is null)
        {
            await Task.Delay(10, TestContext.CancellationToken);
        }

        Assert.IsFalse(publishing.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => publishing);
    }

    private static FakeEngine Engine(Func<string, (int, string)?> inspect, bool lists = false) =>
        Engine((200, "{\"stream\":\"Loaded image: x\"}\r\n"), inspect, lists);

    private static FakeEngine Engine((int, string)? load, Func<string, (int, string)?> inspect, bool lists = false) =>
        new()
        {
            Answer = request =>
                request switch
                {
                    "GET /_ping" => (200, "OK"),
                    "POST /images/load?quiet=1" => load,
                    _ when request == Listing && !lists => (200, "[]"),
                    _ => inspect(request) ?? (404, """{"message":"No such image"}"""),
                },
        };

    /// <summary>It has an image of the same repository that shares the lowest layer.</summary>
    private static FakeEngine EngineWithOlderImage(string driver) =>
        Engine(
            request =>
                request switch
                {
                    _ when request == Listing => (200, """[{"Id":"sha256:older","Created":1},{"Id":"sha256:gone","Created":2}]"""),
                    "GET /images/sha256:older/json" => Inspect(
                        ["team/app:1"],
                        id: "sha256:older",
                        layers: $"\"{Image.Config.DiffIds[0]}\",\"sha256:other\""
                    ),
                    "GET /info" => (200, $$"""{"DriverStatus":[["driver-type","{{driver}}"]]}"""),
                    _ when request == $"GET /images/{ConfigDigest}/json" => Inspect(["team/app:2"]),
                    _ => null,
                },
            lists: true
        );

    private static List<string> Names(FakeEngine fake)
    {
        var names = new List<string>();
        using var reader = new TarReader(new MemoryStream(fake.LoadedArchive!));
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }

    private static (int, string) Inspect(string[] names, string? id = null, string? layers = null) =>
        (
            200,
            $$"""
            {
              "Id": "{{id ?? ConfigDigest}}",
              "RepoTags": [{{string.Join(",", names.Select(name => $"\"{name}\""))}}],
              "RootFS": { "Type": "layers", "Layers": [{{layers
                ?? string.Join(",", Image.Config.DiffIds.Select(digest => $"\"{digest}\""))}}] }
            }
            """
        );

    private async Task<EngineClient> ConnectAsync(FakeEngine fake)
    {
        var (engine, failure) = await EngineClient.TryConnectAsync(
            new EngineAddress.UnixSocket(fake.SocketPath),
            new Dictionary<string, string>(StringComparer.Ordinal),
            TimeSpan.FromSeconds(60),
            TestContext.CancellationToken
        );
        return engine ?? throw new AssertFailedException(failure);
    }

    private async Task<PublishResult> PublishAsync(FakeEngine fake, params string[] tags)
    {
        using var engine = await ConnectAsync(fake);
        return await new EnginePublisher(engine, SilentLog.Instance).PublishAsync(
            Image,
            TestNames.Image("team/app", [.. tags]),
            TestContext.CancellationToken
        );
    }

    private async Task<ContainerizeException> FailsAsync(string code, FakeEngine fake, Image? image = null)
    {
        using var engine = await ConnectAsync(fake);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            new EnginePublisher(engine, SilentLog.Instance).PublishAsync(
                image ?? Image,
                TestNames.Image("team/app", ["2"]),
                TestContext.CancellationToken
            )
        );
        Assert.AreEqual(code, error.Diagnostics.Single().Code);
        return error;
    }
}
