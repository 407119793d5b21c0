using System.Collections.Immutable;
using Containerize.Archive;
using Containerize.Files;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

/// <summary>An index at each kind of destination.</summary>
[TestClass]
internal sealed class IndexPublishingTests : RegistryTestBase
{
    private static readonly ImmutableSortedDictionary<string, string> Said = OciJson.NoAnnotations.Add("com.example", "a=b; \"c\"\n🙂");

    [TestMethod]
    [DataRow(ImageFormat.Oci)]
    [DataRow(ImageFormat.Docker)]
    public async Task In_a_registry_the_tags_point_to_the_index_which_comes_after_the_image(ImageFormat format)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var images = Index(RandomImage.Create(1, format));

        var result = await PushAsync(connections, registry, images, "1.2.3", "latest");

        var puts = registry
            .Calls()
            .Where(call => call.StartsWith("PUT /v2/app/manifests/", StringComparison.Ordinal))
            .Select(call => call["PUT /v2/app/manifests/".Length..])
            .ToArray();
        CollectionAssert.AreEqual(new[] { images.Image.Manifest.Digest.ToString(), images.Digest.ToString(), "1.2.3", "latest" }, puts);
        Assert.AreEqual(images.Digest, result.Digest);
        foreach (var tag in new[] { "1.2.3", "latest" })
        {
            Assert.AreEqual(images.Digest.ToString(), registry.Content.GetManifest("app", tag)!.Digest);
        }

        Assert.AreEqual(
            images.Image.Manifest.Digest,
            (await PushedImage.ValidateAsync(new Uri($"http://{registry.Name}/v2/app/"), images.Image.Manifest.Digest.ToString())).Digest
        );
    }

    [TestMethod]
    public async Task The_second_publish_of_an_index_sends_nothing()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var images = Index(RandomImage.Create(1));
        await PushAsync(connections, registry, images, "1.2.3", "latest");
        var before = registry.Calls().Count;

        var result = await PushAsync(connections, registry, images, "1.2.3", "latest");

        Assert.IsTrue(result.IsUnchanged);
        Assert.AreEqual(0, result.BytesSent);
        var calls = registry.Calls().Skip(before).ToArray();
        Assert.IsTrue(
            calls.All(call => call.StartsWith("GET ", StringComparison.Ordinal) || call.StartsWith("HEAD ", StringComparison.Ordinal)),
            string.Join('\n', calls)
        );
    }

    [TestMethod]
    public async Task An_index_of_an_image_that_is_there_sends_the_index_alone()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var image = RandomImage.Create(1);
        await PushAsync(connections, registry, ImageSet.Create(image), "1.2.3");
        var before = registry.Calls().Count;

        var result = await PushAsync(connections, registry, Index(image), "1.2.3");

        Assert.AreEqual(0, result.BytesSent);
        Assert.IsFalse(result.IsUnchanged);
        var sent = registry
            .Calls()
            .Skip(before)
            .Where(call => !call.StartsWith("GET ", StringComparison.Ordinal) && !call.StartsWith("HEAD ", StringComparison.Ordinal))
            .ToArray();
        CollectionAssert.AreEqual(new[] { $"PUT /v2/app/manifests/{Index(image).Digest}", "PUT /v2/app/manifests/1.2.3" }, sent);
    }

    [TestMethod]
    public async Task Tags_that_move_forward_move_to_indexes_and_a_version_stays()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var (first, second) = (Index(RandomImage.Create(1)), Index(RandomImage.Create(2)));
        await ReleaseAsync("2.0.0", second);
        await ReleaseAsync("1.9.1", first);
        Assert.AreEqual(second.Digest.ToString(), registry.Content.GetManifest("app", "latest")!.Digest);
        Assert.AreEqual(first.Digest.ToString(), registry.Content.GetManifest("app", "1.9.1")!.Digest);

        Assert.IsTrue((await ReleaseAsync("2.0.0", second)).IsUnchanged, "the same digest again is nothing new");
        var error = await Assert.ThrowsExactlyAsync<Containerize.Diagnostics.ContainerizeException>(() =>
            ReleaseAsync("2.0.0", ImageSet.Create(second.Image))
        );
        Assert.AreEqual("CTZ3050", error.Diagnostics.Single().Code, "without its index it is something else");

        Task<PublishResult> ReleaseAsync(string version, ImageSet images) =>
            PushAsync(
                connections,
                registry,
                images,
                TestNames.Tagged("app", TestNames.Fixed(version), TestNames.Forward("latest", 0, version))
            );
    }

    [TestMethod]
    public async Task A_layout_holds_index_and_image_and_gives_both_back()
    {
        using var folder = new TemporaryDirectory();
        var images = Index(RandomImage.Create(1));
        var path = folder.PathOf("layout");
        for (var round = 0; round < 2; round++)
        {
            await new LayoutPublisher(path, Log).PublishAsync(images, TestNames.Image("app", ["1.2.3", "latest"]), Token);
        }

        var root = ImageIndex.Parse([.. await File.ReadAllBytesAsync(Path.Combine(path, "index.json"), Token)]);
        Assert.HasCount(2, root.Manifests);
        foreach (var entry in root.Manifests)
        {
            Assert.AreEqual(images.Digest, entry.Digest);
            Assert.AreEqual(MediaTypes.OciIndex, entry.MediaType);
            Assert.AreEqual(Said["com.example"], entry.Annotations["com.example"]);
        }

        var stored = await LayoutImage.ReadAsync(path, "", Token);
        Assert.AreEqual(images.Digest, stored.Images.Digest);
        Assert.AreEqual(images.Image.Manifest.Digest, stored.Image.Manifest.Digest);
        Assert.AreEqual(string.Join('\n', Said), string.Join('\n', stored.Images.DescriptorAnnotations));

        // What was read is published as what was built.
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        await PushAsync(connections, registry, stored.Images, "1.2.3");
        Assert.AreEqual(images.Digest.ToString(), registry.Content.GetManifest("app", "1.2.3")!.Digest);
    }

    [TestMethod]
    public async Task An_OCI_archive_holds_the_index_and_one_for_Docker_the_image()
    {
        using var folder = new TemporaryDirectory();
        using var scratch = new ScratchFiles(folder.PathOf("scratch"));
        var images = Index(RandomImage.Create(1));
        var name = TestNames.Image("app", ["1.2.3"]);

        var oci = await new OciArchivePublisher(folder.PathOf("app.oci.tar"), Log).PublishAsync(images, name, Token);
        var docker = await new ArchivePublisher(folder.PathOf("app.tar"), Log).PublishAsync(images, name, Token);

        Assert.AreEqual(images.Digest, oci.Digest);
        Assert.AreEqual(images.Image.Manifest.Digest, docker.Digest);
        var (read, digest) = await OciArchiveImageSource
            .Create("oci-archive:x", oci.Destination, "1.2.3", scratch)
            .ResolveAsync(images.Image.Config.Platform, Token);
        Assert.AreEqual(images.Digest, digest);
        Assert.AreEqual(images.Image.Manifest.Digest, read.Manifest.Digest);
        var loaded = await new ArchiveImageSource("docker-archive:x", docker.Destination, folder.PathOf("layers"), scratch).ResolveAsync(
            images.Image.Config.Platform,
            Token
        );
        Assert.AreEqual(images.Image.Manifest.Config.Digest, loaded.Image.Manifest.Config.Digest);
    }

    [TestMethod]
    public async Task An_index_may_name_several_images()
    {
        using var folder = new TemporaryDirectory();
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var images = Index(RandomImage.Create(1), RandomImage.Create(2));

        var result = await PushAsync(connections, registry, images, "1.2.3");
        await new LayoutPublisher(folder.PathOf("layout"), Log).PublishAsync(images, TestNames.Image("app", ["1.2.3"]), Token);

        Assert.AreEqual(images.ConfigsAndLayers.Sum(blob => blob.Descriptor.Size), result.BytesSent);
        foreach (var image in images.Images)
        {
            await PushedImage.ValidateAsync(new Uri($"http://{registry.Name}/v2/app/"), image.Manifest.Digest.ToString());
        }

        Assert.AreEqual(images.Digest.ToString(), registry.Content.GetManifest("app", "1.2.3")!.Digest);
        var stored = await LayoutImage.ReadAsync(folder.PathOf("layout"), "", Token);
        CollectionAssert.AreEqual(
            images.Images.Select(image => image.Manifest.Digest).ToArray(),
            stored.Images.Images.Select(image => image.Manifest.Digest).ToArray()
        );
    }

    [TestMethod]
    public async Task An_attestation_beside_the_image_does_not_hide_it()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("app", "image", image, Token);
        var attestation = Index(RandomImage.Create(2)).Index!.Manifests[0] with
        {
            Platform = new Platform { Os = "unknown", Architecture = "unknown" },
        };
        var index = ImageIndex.Create([image.Manifest.Descriptor with { Platform = image.Config.Platform }, attestation]);
        registry.Content.AddManifest("app", "1.2.3", index.RawBytes, index.MediaType);

        var snapshot = await new SnapshotReader(connections, NoDocumentCache.Instance, Log).ReadAsync(
            connections.Get(registry.Name).ForPush("app", []),
            [TestNames.Free("1.2.3")],
            [],
            Token
        );

        Assert.AreEqual(image.Manifest.Digest, snapshot.FindImage(Tag.Parse("1.2.3"))?.Manifest.Digest);
    }

    [TestMethod]
    public async Task Where_a_registry_has_lost_layers_of_a_manifest_that_is_there_a_push_without_cache_brings_them_back()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1);
        var images = ImageSet.Create(image);
        using var connections = Connect();
        await PushAsync(connections, registry, images, TestNames.Image("app", ["latest"]));
        registry.Content.RemoveBlob("app", image.Layers[0].Descriptor.Digest.ToString());

        var believing = await PushAsync(connections, registry, images, TestNames.Image("app", ["latest"]));
        var asking = await PushAsync(connections, registry, images, TestNames.Image("app", ["latest"]), believesTags: false);

        Assert.AreEqual(0, believing.BytesSent);
        Assert.AreEqual(image.Layers[0].Descriptor.Size, asking.BytesSent);
        await PushedImage.ValidateAsync(registry, "app", "latest");
    }

    private static ImageSet Index(params ImmutableArray<Image> images) =>
        ImageSet.Create(
            images,
            ImageIndex.Create(
                images[0].Manifest.Format,
                [.. images.Select(image => image.Manifest.Descriptor with { Platform = image.Config.Platform, Annotations = Said })],
                Said
            ),
            Said
        );

    private Task<PublishResult> PushAsync(
        RegistryConnections connections,
        InMemoryRegistry registry,
        ImageSet images,
        params ImmutableArray<string> tags
    ) => PushAsync(connections, registry, images, TestNames.Image("app", tags));

    private async Task<PublishResult> PushAsync(
        RegistryConnections connections,
        InMemoryRegistry registry,
        ImageSet images,
        ImageName name,
        bool believesTags = true
    )
    {
        var repository = connections.Get(registry.Name).ForPush("app", []);
        var reader = new SnapshotReader(connections, NoDocumentCache.Instance, Log);
        await using var publisher = new RegistryPublisher(repository, UploadConcurrency.Default, Log, Token)
        {
            BelievesTags = believesTags,
        };
        publisher.FindKnownLayers(client => reader.ReadAsync(client, name.Tags, [], Token));
        return await publisher.PublishAsync(images, name, Token);
    }
}
