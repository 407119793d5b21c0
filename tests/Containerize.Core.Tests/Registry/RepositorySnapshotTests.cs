using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

/// <summary>What a repository has already is neither made nor sent again.</summary>
[TestClass]
internal sealed class RepositorySnapshotTests : RegistryTestBase
{
    [TestMethod]
    [DataRow(ImageFormat.Oci)]
    [DataRow(ImageFormat.Docker)]
    public async Task Layers_are_found_by_what_they_are_uncompressed(ImageFormat format)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var image = RandomImage.Create(1, format, layers: 3);
        await PushAsync(connections, registry, image, "app", "1.0", "latest");

        var snapshot = await ReadAsync(connections, registry, "1.0", "latest", "missing");

        Assert.AreEqual(image.Manifest.Digest, snapshot.FindTag(Tag.Parse("latest")).KnownDigest);
        Assert.AreEqual(TagState.Absent.Instance, snapshot.FindTag(Tag.Parse("missing")));
        Assert.IsTrue(snapshot.HasManifest(image.Manifest.Digest));
        foreach (var (diffId, layer) in image.Config.DiffIds.Zip(image.Manifest.Layers))
        {
            var found = snapshot.Find(diffId)[0].Blob;
            Assert.AreEqual(layer.Digest, found.Descriptor.Digest);
            Assert.IsTrue(snapshot.HasBlob(layer.Digest));
            await using var stream = await found.OpenAsync(Token);
            await stream.CopyToAsync(Stream.Null, Token);
        }

        Assert.IsEmpty(snapshot.Find(Digest.Compute([1])));
    }

    [TestMethod]
    public async Task Two_tags_of_one_image_cost_one_configuration()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        await PushAsync(connections, registry, RandomImage.Create(1), "app", "1.0", "latest");
        var before = registry.Requests.Count;

        await ReadAsync(connections, registry, "1.0", "latest");

        Assert.HasCount(3, registry.Requests.Skip(before));
    }

    [TestMethod]
    public async Task A_new_version_beside_one_older_image_costs_its_tags_and_one_configuration()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var image = RandomImage.Create(1);
        await PushAsync(connections, registry, image, "app", "1.2", "1", "latest");
        var before = registry.Requests.Count;

        var snapshot = await ReadAsync(connections, registry, "1.2.3", "1.2", "1", "latest");

        Assert.IsNull(snapshot.FindTag(Tag.Parse("1.2.3")).KnownDigest);
        Assert.IsNull(snapshot.FindImage(Tag.Parse("1.2.3")));
        Assert.AreEqual(image.Manifest.Digest, snapshot.FindImage(Tag.Parse("1"))?.Manifest.Digest);
        Assert.IsTrue(image.Config.RawBytes.SequenceEqual(snapshot.FindImage(Tag.Parse("latest"))!.Config.RawBytes));
        CollectionAssert.AreEquivalent(
            new[]
            {
                "GET /v2/app/manifests/1.2.3",
                "GET /v2/app/manifests/1.2",
                "GET /v2/app/manifests/1",
                "GET /v2/app/manifests/latest",
                $"GET /v2/app/blobs/{image.Manifest.Config.Digest}",
            },
            registry.Calls().Skip(before).ToArray()
        );
    }

    [TestMethod]
    public async Task What_was_seen_before_is_asked_for_by_its_digest_only()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var image = RandomImage.Create(1);
        await PushAsync(connections, registry, image, "app", "1.2", "latest");
        var documents = new InMemoryDocuments();
        documents.Add(image);
        var before = registry.Requests.Count;

        var snapshot = await ReadAsync(connections, registry, documents, [], "1.2.3", "1.2", "latest");

        Assert.AreEqual(image.Manifest.Digest, snapshot.FindImage(Tag.Parse("latest"))?.Manifest.Digest);
        CollectionAssert.AreEquivalent(
            new[] { "HEAD /v2/app/manifests/1.2.3", "HEAD /v2/app/manifests/1.2", "HEAD /v2/app/manifests/latest" },
            registry.Calls().Skip(before).ToArray()
        );
    }

    [TestMethod]
    public async Task What_somebody_else_pushed_meanwhile_is_fetched_once_and_remembered()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var (ours, theirs) = (RandomImage.Create(1), RandomImage.Create(2));
        await PushAsync(connections, registry, theirs, "app", "1.2", "latest");
        var documents = new InMemoryDocuments();
        documents.Add(ours);
        var before = registry.Requests.Count;

        await ReadAsync(connections, registry, documents, [], "1.2", "latest");
        var snapshot = await ReadAsync(connections, registry, documents, [], "latest");

        Assert.AreEqual(theirs.Manifest.Digest, snapshot.FindImage(Tag.Parse("latest"))?.Manifest.Digest);
        CollectionAssert.AreEquivalent(
            new[]
            {
                "HEAD /v2/app/manifests/1.2",
                "HEAD /v2/app/manifests/latest",
                "HEAD /v2/app/manifests/latest",
                $"GET /v2/app/manifests/{theirs.Manifest.Digest}",
                $"GET /v2/app/blobs/{theirs.Manifest.Config.Digest}",
            },
            registry.Calls().Skip(before).ToArray()
        );
        CollectionAssert.IsSubsetOf(new[] { theirs.Manifest.Digest, theirs.Manifest.Config.Digest }, documents.Digests.ToArray());
    }

    [TestMethod]
    public async Task A_registry_that_tells_no_digest_is_asked_for_the_manifest()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Method == "HEAD" ? new InjectedFault { Status = 200, ContentType = MediaTypes.OciManifest } : null,
            }
        );
        using var connections = Connect();
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("app", "latest", image, Token);
        var documents = new InMemoryDocuments();
        documents.Add(image);

        var snapshot = await ReadAsync(connections, registry, documents, [], "latest");

        Assert.AreEqual(image.Manifest.Digest, snapshot.FindTag(Tag.Parse("latest")).KnownDigest);
        CollectionAssert.AreEqual(new[] { "HEAD /v2/app/manifests/latest", "GET /v2/app/manifests/latest" }, registry.Calls().ToArray());
    }

    [TestMethod]
    public async Task A_tag_that_is_no_image_leaves_the_others_known()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("app", "good", image, Token);
        var index = await registry.Content.AddIndexAsync("app", "index", [RandomImage.Create(2), RandomImage.Create(3)], Token);
        var odd = Manifest.Create(
            ImageFormat.Oci,
            image.Manifest.Config,
            image.Manifest.Layers[..1],
            ImmutableSortedDictionary<string, string>.Empty
        );
        var digest = registry.Content.AddManifest("app", "odd", odd.RawBytes, odd.MediaType);

        var snapshot = await ReadAsync(connections, registry, "index", "odd", "good");

        Assert.HasCount(1, snapshot.Find(image.Config.DiffIds[1]));
        Assert.AreEqual(index, snapshot.FindTag(Tag.Parse("index")).KnownDigest);
        Assert.IsNull(snapshot.FindImage(Tag.Parse("index")));
        Assert.IsTrue(snapshot.HasManifest(index));
        Assert.AreEqual(digest, snapshot.FindTag(Tag.Parse("odd")).KnownDigest);
        Assert.IsNull(snapshot.FindImage(Tag.Parse("odd")));
        Assert.Contains("app:odd: it cannot be read: its manifest has 1 layers, its configuration 2", LogText);
        Assert.IsTrue(Log.Messages.All(message => message.Importance == MessageImportance.Low));
    }

    [TestMethod]
    public async Task The_one_image_of_an_index_is_known()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var image = RandomImage.Create(1);
        var index = await registry.Content.AddIndexAsync("app", "index", [image], Token);

        var snapshot = await ReadAsync(connections, registry, "index");

        Assert.AreEqual(index, snapshot.FindTag(Tag.Parse("index")).KnownDigest);
        Assert.AreEqual(image.Manifest.Digest, snapshot.FindImage(Tag.Parse("index"))?.Manifest.Digest);
        Assert.IsTrue(snapshot.HasManifest(index));
        Assert.IsTrue(snapshot.HasManifest(image.Manifest.Digest));
        Assert.IsTrue(snapshot.HasBlob(image.Manifest.Config.Digest));
        Assert.HasCount(1, snapshot.Find(image.Config.DiffIds[0]));
    }

    [TestMethod]
    public async Task An_artifact_beside_the_one_image_of_an_index_does_not_hide_it()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var (image, artifact) = (RandomImage.Create(1), RandomImage.Create(2));
        await registry.Content.AddIndexAsync("app", "both", [image, artifact], Token);
        var index = ImageIndex.Create([
            artifact.Manifest.Descriptor with
            {
                ArtifactType = "application/vnd.test",
            },
            image.Manifest.Descriptor with
            {
                Platform = image.Config.Platform,
            },
        ]);
        registry.Content.AddManifest("app", "index", index.RawBytes, index.MediaType);

        var snapshot = await ReadAsync(connections, registry, "index");

        Assert.AreEqual(image.Manifest.Digest, snapshot.FindImage(Tag.Parse("index"))?.Manifest.Digest);
    }

    [TestMethod]
    public async Task Layers_that_a_build_would_not_make_are_passed_over()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var image = RandomImage.Create(1, layers: 3);
        ImmutableArray<Descriptor> layers =
        [
            image.Manifest.Layers[0] with
            {
                MediaType = MediaTypes.OciLayerZstd,
            },
            image.Manifest.Layers[1] with
            {
                MediaType = MediaTypes.OciForeignLayerGzip,
                Urls = ["https://layers.example/1"],
            },
            image.Manifest.Layers[2] with
            {
                MediaType = MediaTypes.DockerLayerGzip,
            },
        ];
        var manifest = Manifest.Create(ImageFormat.Oci, image.Manifest.Config, layers, ImmutableSortedDictionary<string, string>.Empty);
        await registry.Content.AddImageAsync("app", "latest", image with { Manifest = manifest }, Token);

        var snapshot = await ReadAsync(connections, registry, "latest");

        CollectionAssert.AreEqual(
            new[] { false, false, true },
            image.Config.DiffIds.Select(diffId => !snapshot.Find(diffId).IsEmpty).ToArray()
        );
    }

    [TestMethod]
    public async Task Known_layers_come_from_the_nearest_repository()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await using var other = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var (here, near, far) = (RandomImage.Create(1), RandomImage.Create(2), RandomImage.Create(3));
        await registry.Content.AddImageAsync("app", "main", here, Token);
        await registry.Content.AddImageAsync("team/near", "1.0", Stack(here, near), Token);
        await other.Content.AddImageAsync("far", "1.0", Stack(near, far), Token);

        var snapshot = await ReadAsync(
            connections,
            registry,
            NoDocumentCache.Instance,
            [$"{other.Name}/far:1.0", $"{registry.Name}/team/near:1.0", $"{registry.Name}/app:main"],
            "new"
        );

        Assert.AreEqual((registry.Name, "app"), Place(here));
        Assert.AreEqual((registry.Name, "team/near"), Place(near));
        Assert.AreEqual((other.Name, "far"), Place(far));
        Assert.IsTrue(snapshot.HasBlob(here.Manifest.Layers[0].Digest));
        Assert.IsTrue(snapshot.HasManifest(here.Manifest.Digest));
        Assert.IsFalse(snapshot.HasBlob(near.Manifest.Layers[0].Digest));

        (string Registry, string Repository) Place(Image image)
        {
            var blob = (IRegistryBlob)snapshot.Find(image.Config.DiffIds[0])[0].Blob;
            return (blob.Registry.ToString(), blob.Repository.ToString());
        }
    }

    [TestMethod]
    public async Task Layers_of_another_repository_are_mounted_and_those_of_another_registry_copied()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        await using var other = await InMemoryRegistry.StartAsync();
        using var connections = Connect(new OneAccount());
        var (near, far) = (RandomImage.Create(1), RandomImage.Create(2));
        await registry.Content.AddImageAsync("near", "1.0", near, Token);
        await other.Content.AddImageAsync("far", "1.0", far, Token);
        var snapshot = await ReadAsync(
            connections,
            registry,
            NoDocumentCache.Instance,
            [$"{registry.Name}/near:1.0", $"{other.Name}/far:1.0"],
            "new"
        );
        var image = Stack(near, far);
        image = image with { Layers = [.. image.Config.DiffIds.Select(diffId => snapshot.Find(diffId)[0].Blob)] };

        var result = await PublishAsync(connections, registry, snapshot, image, "new");

        await PushedImage.ValidateAsync(registry, "app", "new");
        Assert.AreEqual(near.Manifest.Layers.Sum(layer => layer.Size), result.BytesReused);
        Assert.AreEqual(
            2,
            registry.Requests.Count(request => request.Query.Contains("from=near", StringComparison.Ordinal) && request.Method == "POST")
        );
        Assert.AreEqual(
            3,
            other.Calls().Count(call => call.StartsWith("GET /v2/far/blobs/", StringComparison.Ordinal)),
            "configuration and layers"
        );
    }

    [TestMethod]
    public async Task An_image_that_somebody_named_and_is_not_there_is_told()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var known = RandomImage.Create(1);
        var documents = new InMemoryDocuments();
        documents.Add(known);
        await registry.Content.AddIndexAsync("app", "index", [RandomImage.Create(2), RandomImage.Create(3)], Token);

        var snapshot = await ReadAsync(
            connections,
            registry,
            documents,
            [
                $"{registry.Name}/app:none",
                $"{registry.Name}/app@{known.Manifest.Digest}",
                $"{registry.Name}/app:index",
                $"no-such-host.invalid/app:1.0",
            ],
            "new"
        );

        Assert.IsTrue(snapshot.IsEmpty);
        Assert.IsFalse(snapshot.HasManifest(known.Manifest.Digest), "knowing an image is not having it");
        var told = string.Join(
            '\n',
            Log.Messages.Where(message => message.Importance == MessageImportance.Normal).Select(message => message.Text)
        );
        Assert.Contains($"No layers are reused of {registry.Name}/app:none: it does not exist.", told);
        Assert.Contains($"/app@{known.Manifest.Digest}: it does not exist.", told);
        Assert.Contains("/app:index: it is an index", told);
        Assert.Contains("no-such-host.invalid/app:1.0: it cannot be read: CTZ3006", told);
        Assert.DoesNotContain("app:new", told);
    }

    [TestMethod]
    public async Task The_same_image_again_sends_nothing_and_moves_no_tag()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var image = RandomImage.Create(1);
        await PushAsync(connections, registry, image, "app", "1.0", "latest");
        var snapshot = await ReadAsync(connections, registry, "1.0", "latest");
        var before = registry.Requests.Count;

        var result = await PublishAsync(connections, registry, snapshot, image, "1.0", "latest");

        Assert.HasCount(before, registry.Requests);
        Assert.IsTrue(result.IsUnchanged);
        Assert.AreEqual(0, result.BytesSent);
    }

    [TestMethod]
    public async Task A_tag_that_lags_behind_is_put_without_touching_blobs()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var image = RandomImage.Create(1);
        await PushAsync(connections, registry, image, "app", "1.0");
        var snapshot = await ReadAsync(connections, registry, "1.0", "latest");
        var before = registry.Requests.Count;

        var result = await PublishAsync(connections, registry, snapshot, image, "1.0", "latest");

        CollectionAssert.AreEqual(new[] { "PUT /v2/app/manifests/latest" }, registry.Calls().Skip(before).ToArray());
        Assert.IsFalse(result.IsUnchanged);
        await PushedImage.ValidateAsync(registry, "app", "latest");
    }

    [TestMethod]
    public async Task Only_what_an_image_adds_is_asked_for_and_sent()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var (first, second) = (RandomImage.Create(1, layers: 2), RandomImage.Create(2, layers: 1));
        await PushAsync(connections, registry, first, "app", "latest");
        var snapshot = await ReadAsync(connections, registry, "latest");
        var before = registry.Requests.Count;

        await PublishAsync(connections, registry, snapshot, Stack(first, second), "latest");

        Assert.HasCount(2, registry.Requests.Skip(before).Where(request => request.Method == "HEAD"));
        await PushedImage.ValidateAsync(registry, "app", "latest");
    }

    [TestMethod]
    public async Task A_registry_that_forgot_a_blob_gets_it_again()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();
        var (first, second) = (RandomImage.Create(1, layers: 2), RandomImage.Create(2, layers: 1));
        await PushAsync(connections, registry, first, "app", "latest");
        var snapshot = await ReadAsync(connections, registry, "latest");
        registry.Content.RemoveBlob("app", first.Manifest.Layers[0].Digest.ToString());

        await PublishAsync(connections, registry, snapshot, Stack(first, second), "latest");

        await PushedImage.ValidateAsync(registry, "app", "latest");
    }

    [TestMethod]
    public async Task A_repository_that_cannot_be_read_is_empty()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request => request.Path.Contains("/blobs/", StringComparison.Ordinal) ? new InjectedFault { Status = 403 } : null,
            }
        );
        using var connections = Connect();
        Assert.IsTrue((await ReadAsync(connections, registry, "latest")).IsEmpty, "nothing there");

        var image = RandomImage.Create(1);
        registry.Content.AddManifest("app", "latest", image.Manifest.RawBytes, image.Manifest.MediaType);
        Assert.IsTrue((await ReadAsync(connections, registry, "latest")).IsEmpty, "refused");
    }

    private Task<RepositorySnapshot> ReadAsync(RegistryConnections connections, InMemoryRegistry registry, params string[] tags) =>
        ReadAsync(connections, registry, NoDocumentCache.Instance, cacheFrom: [], tags);

    private Task<RepositorySnapshot> ReadAsync(
        RegistryConnections connections,
        InMemoryRegistry registry,
        IDocumentCache documents,
        string[] cacheFrom,
        params string[] tags
    ) =>
        new SnapshotReader(connections, documents, Log).ReadAsync(
            connections.Get(registry.Name).ForPush("app"),
            tags.Select(TestNames.Free),
            cacheFrom.Select(Reference),
            Token
        );

    private Task<PublishResult> PublishAsync(
        RegistryConnections connections,
        InMemoryRegistry registry,
        RepositorySnapshot snapshot,
        Image image,
        params ImmutableArray<string> tags
    ) => PushAsync(connections, registry, image, TestNames.Image("app", tags), snapshot, Token);

    /// <summary>The layers of two images in one.</summary>
    private static Image Stack(Image lower, Image upper)
    {
        var config = lower.Config.Apply(
            new ImageConfigChanges
            {
                Created = DateTimeOffset.UnixEpoch,
                Environment = [],
                Entrypoint = [],
                Cmd = [],
                WorkingDirectory = "/",
                User = "",
                ExposedPorts = [],
                Labels = ImmutableSortedDictionary<string, string>.Empty,
                Layers = [.. upper.Config.DiffIds.Select(diffId => new AddedLayer(diffId, "test", "test"))],
            }
        );
        var descriptor = lower.Manifest.Config with { Digest = Digest.Compute(config.RawBytes.AsSpan()), Size = config.RawBytes.Length };
        return new Image
        {
            Manifest = Manifest.Create(
                lower.Manifest.Format,
                descriptor,
                [.. lower.Manifest.Layers, .. upper.Manifest.Layers],
                lower.Manifest.Annotations
            ),
            Config = config,
            Layers = [.. lower.Layers, .. upper.Layers],
        };
    }
}
