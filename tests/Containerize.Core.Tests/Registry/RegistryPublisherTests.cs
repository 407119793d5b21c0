using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Testing;
using Containerize.Testing.Quirks;

namespace Containerize.Core.Tests.Registry;

[TestClass]
internal sealed class RegistryPublisherTests : RegistryTestBase
{
    [TestMethod]
    [DataRow(ImageFormat.Oci)]
    [DataRow(ImageFormat.Docker)]
    public async Task A_whole_image_arrives_under_every_tag(ImageFormat format)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1, format, layers: 6);
        using var connections = Connect();

        var result = await PushAsync(connections, registry, image, "team/app", "1.2.3", "1.2", "latest");

        foreach (var reference in new[] { "1.2.3", "1.2", "latest", image.Manifest.Digest.ToString() })
        {
            Assert.AreEqual(
                image.Manifest.Digest,
                (await PushedImage.ValidateAsync(new Uri($"http://{registry.Name}/v2/team/app/"), reference)).Digest
            );
        }

        Assert.AreEqual(DestinationKind.Registry, result.Kind);
        CollectionAssert.AreEqual(
            new[] { "1.2.3", "1.2", "latest" }.Select(tag => $"{registry.Name}/team/app:{tag}").ToArray(),
            result.References.ToArray()
        );
        Assert.AreEqual(Size(image), result.BytesSent);
        Assert.AreEqual(0, result.BytesReused);
    }

    [TestMethod]
    public async Task The_manifest_goes_by_digest_after_the_blobs_and_is_read_back_then_the_exact_tag_then_the_others()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        using var connections = Connect();

        await PushAsync(connections, registry, image, "app", "1.2.3", "1.2", "latest");

        var (calls, byDigest) = (registry.Calls().TakeLast(5).ToArray(), $"/v2/app/manifests/{image.Manifest.Digest}");
        CollectionAssert.AreEqual(new[] { "PUT " + byDigest, "GET " + byDigest, "PUT /v2/app/manifests/1.2.3" }, calls[..3]);
        CollectionAssert.AreEquivalent(new[] { "PUT /v2/app/manifests/1.2", "PUT /v2/app/manifests/latest" }, calls[3..]);
    }

    [TestMethod]
    public async Task What_is_there_is_not_sent_again()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        using var connections = Connect();
        await PushAsync(connections, registry, image);
        var before = registry.Requests.Count;

        var result = await PushAsync(connections, registry, image);

        Assert.AreEqual(0, result.BytesSent);
        Assert.AreEqual(Size(image), result.BytesReused);
        CollectionAssert.AreEquivalent(
            new[] { "HEAD", "HEAD", "HEAD", "PUT", "GET", "PUT" },
            registry.Requests.Skip(before).Select(request => request.Method).ToArray()
        );
    }

    [TestMethod]
    public async Task A_blob_of_another_size_is_not_the_one_that_is_there()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        registry.Content.AddBlob("app", image.Layers[0].Descriptor.Digest.ToString(), [1, 2, 3]);
        using var connections = Connect();

        await PushAsync(connections, registry, image);

        await PushedImage.ValidateAsync(registry, "app", "latest");
    }

    [TestMethod]
    public async Task The_same_layer_twice_is_sent_once()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1, layers: 1);
        var twice = image with
        {
            Layers = [image.Layers[0], image.Layers[0]],
            Manifest = Manifest.Create(
                ImageFormat.Oci,
                image.Manifest.Config,
                [image.Manifest.Layers[0], image.Manifest.Layers[0]],
                ImmutableSortedDictionary<string, string>.Empty
            ),
        };
        using var connections = Connect();

        var result = await PushAsync(connections, registry, twice);

        Assert.AreEqual(Size(image), result.BytesSent);
        Assert.AreEqual(2, registry.Requests.Count(request => request.Method == "POST"));
    }

    [TestMethod]
    public async Task Layers_of_the_same_registry_are_mounted_and_never_downloaded()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect();
        var pulled = await PullAsync(connections, registry);
        var before = registry.Requests.Count;

        var result = await PushAsync(connections, registry, pulled.Image);

        await PushedImage.ValidateAsync(registry, "app", "latest");
        var config = pulled.Image.Manifest.Config.Size;
        Assert.AreEqual(config, result.BytesSent);
        Assert.AreEqual(Size(pulled.Image) - config, result.BytesReused);
        Assert.AreEqual(
            0,
            registry
                .Requests.Skip(before)
                .Count(request => request.Method == "GET" && request.Path.Contains("/blobs/", StringComparison.Ordinal))
        );
    }

    [TestMethod]
    public async Task A_registry_that_does_not_mount_gets_the_bytes_in_the_upload_it_began()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Mounts = false });
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("base", "1.0", image, Token);
        using var connections = Connect();
        var pulled = await PullAsync(connections, registry);

        var result = await PushAsync(connections, registry, pulled.Image);

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.AreEqual(Size(image), result.BytesSent);
        Assert.AreEqual(3, registry.Requests.Count(request => request.Method == "POST"));
    }

    [TestMethod]
    [DataRow(403)]
    [DataRow(404)]
    public async Task A_mount_that_is_refused_becomes_an_upload(int status)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Query.Contains("mount=", StringComparison.Ordinal) ? new InjectedFault { Status = status } : null,
            }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect();

        await PushAsync(connections, registry, (await PullAsync(connections, registry)).Image);

        await PushedImage.ValidateAsync(registry, "app", "latest");
    }

    [TestMethod]
    public async Task Layers_of_another_registry_are_carried_over()
    {
        await using var source = await InMemoryRegistry.StartAsync();
        await using var target = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1, layerSize: 500_000);
        await source.Content.AddImageAsync("base", "1.0", image, Token);
        using var connections = Connect();

        var result = await PushAsync(connections, target, (await PullAsync(connections, source)).Image);

        await PushedImage.ValidateAsync(target, "app", "latest");
        Assert.AreEqual(Size(image), result.BytesSent);
        Assert.IsFalse(target.Requests.Any(request => request.Query.Contains("mount", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task The_repository_of_an_images_base_is_where_mounts_come_from(bool inRegistry)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var name = $"{(inRegistry ? registry.Name : "other.example")}/team/base:1.0";
        var image = RandomImage.Create(1) with { Base = BaseImageReference.TryParse(name, "/")!.ToOrigin(digest: null) };
        registry.Content.AddBlob("team/base", await ReadAsync(image.Layers[0]));
        using var connections = Connect();

        var result = await PushAsync(connections, registry, image);

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.AreEqual(inRegistry ? image.Layers[0].Descriptor.Size : 0, result.BytesReused);
        Assert.AreEqual(3, registry.Requests.Count(request => request.Method == "POST"));
    }

    [TestMethod]
    public async Task Foreign_layers_are_left_where_they_are()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1, ImageFormat.Docker);
        var foreign = image.Manifest.Layers[0] with { MediaType = MediaTypes.DockerForeignLayerGzip, Urls = ["https://layers.example/1"] };
        var manifest = Manifest.Create(
            ImageFormat.Docker,
            image.Manifest.Config,
            [foreign, image.Manifest.Layers[1]],
            ImmutableSortedDictionary<string, string>.Empty
        );
        var windows = image with { Manifest = manifest, Layers = [new BytesBlob(foreign, []), image.Layers[1]] };
        using var connections = Connect();

        await PushAsync(connections, registry, windows);

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.IsNull(registry.Content.GetBlob("app", foreign.Digest.ToString()));
    }

    [TestMethod]
    public async Task A_registry_that_stores_another_digest_is_an_error_and_no_tag_moves()
    {
        var other = RandomImage.Create(2).Manifest.Digest.ToString();
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method == "PUT" && request.Path.Contains("/manifests/", StringComparison.Ordinal)
                        ? new InjectedFault
                        {
                            Status = 201,
                            Headers = new Dictionary<string, string> { ["Docker-Content-Digest"] = other },
                        }
                        : null,
            }
        );
        using var connections = Connect();

        await AssertCodeAsync("CTZ3013", () => PushAsync(connections, registry, RandomImage.Create(1)), other, registry.Name);

        Assert.AreEqual(1, registry.Calls().Count(call => call.StartsWith("PUT /v2/app/manifests/", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task A_manifest_that_reads_back_otherwise_is_an_error_and_no_tag_moves()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new ChangesManifests()] });
        using var connections = Connect();

        await AssertCodeAsync(
            "CTZ3013",
            () => PushAsync(connections, registry, RandomImage.Create(1)),
            "read back the manifest",
            registry.Name
        );

        Assert.IsEmpty(registry.Content.Tags("app"));
    }

    [TestMethod]
    public async Task A_manifest_that_is_not_there_is_an_error_and_no_tag_moves()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method == "PUT" && request.Path.Contains("/manifests/", StringComparison.Ordinal)
                        ? new InjectedFault { Status = 201 }
                        : null,
            }
        );
        using var connections = Connect();

        await AssertCodeAsync(
            "CTZ3017",
            () => PushAsync(connections, registry, RandomImage.Create(1)),
            "read back the manifest",
            "tried 3 times"
        );

        Assert.AreEqual(
            1,
            registry.Requests.Count(request => request.Method == "PUT" && request.Path.Contains("/manifests/", StringComparison.Ordinal))
        );
    }

    [TestMethod]
    public async Task A_blob_that_fails_ends_the_push_before_the_manifest()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request is { Method: "PUT" } && request.Path.Contains("/uploads/", StringComparison.Ordinal)
                        ? new InjectedFault { Status = 403, Body = """{"errors":[{"code":"DENIED","message":"quota exceeded"}]}""" }
                        : null,
            }
        );
        using var connections = Connect();

        await AssertCodeAsync(
            "CTZ3002",
            () => PushAsync(connections, registry, RandomImage.Create(1, layers: 8)),
            "quota exceeded",
            "'app'"
        );

        Assert.IsFalse(registry.Calls().Any(call => call.Contains("/manifests/", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(200)]
    [DataRow(201)]
    [DataRow(202)]
    [DataRow(204)]
    public async Task Other_kinds_of_success_are_taken_as_such(int status)
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new OtherStatus(status)] });
        using var connections = Connect();

        await PushAsync(connections, registry, RandomImage.Create(1), "app", "a", "b");

        await PushedImage.ValidateAsync(registry, "app", "a");
        await PushedImage.ValidateAsync(registry, "app", "b");
    }

    private static long Size(Image image) => image.Manifest.Layers.Sum(layer => layer.Size) + image.Manifest.Config.Size;

    private async Task<ImmutableArray<byte>> ReadAsync(IBlob blob)
    {
        await using var stream = await blob.OpenAsync(Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return [.. bytes.ToArray()];
    }
}
