using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Publishing;
using Containerize.Registry;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

/// <summary>What a repository has already is neither made nor sent again.</summary>
[TestClass]
public sealed class RepositorySnapshotTests : RegistryTestBase
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

        Assert.AreEqual(image.Manifest.Digest, snapshot.Resolve("latest"));
        Assert.IsNull(snapshot.Resolve("missing"));
        Assert.IsTrue(snapshot.HasManifest(image.Manifest.Digest));
        foreach (var (diffId, layer) in image.Config.DiffIds.Zip(image.Manifest.Layers))
        {
            var found = snapshot.Find(diffId, format);
            Assert.AreEqual(layer.Digest, found?.Descriptor.Digest);
            Assert.IsTrue(snapshot.HasBlob(layer.Digest));
            await using var stream = await found!.OpenAsync(Token);
            await stream.CopyToAsync(Stream.Null, Token);
        }

        Assert.IsNull(snapshot.Find(Digest.Compute([1]), format));
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
        await using var registry = await InMemoryRegistry.StartAsync(new()
        {
            Fault = request => request.Path.Contains("/blobs/", StringComparison.Ordinal) ? new InjectedFault { Status = 403 } : null,
        });
        using var connections = Connect();
        Assert.IsTrue((await ReadAsync(connections, registry, "latest")).IsEmpty, "nothing there");

        var image = RandomImage.Create(1);
        registry.Content.AddManifest("app", "latest", image.Manifest.RawBytes, image.Manifest.MediaType);
        Assert.IsTrue((await ReadAsync(connections, registry, "latest")).IsEmpty, "refused");
    }

    private Task<RepositorySnapshot> ReadAsync(RegistryConnections connections, InMemoryRegistry registry, params string[] tags) =>
        RepositorySnapshot.ReadAsync(connections.Get(registry.Name).Push("app"), tags, Log, Token);

    private Task<PublishResult> PublishAsync(RegistryConnections connections, InMemoryRegistry registry, RepositorySnapshot snapshot, Image image, params ImmutableArray<string> tags) =>
        new RegistryPublisher(connections, registry.Name, snapshot, Log).PublishAsync(image, new ImageName("app", tags), Token);

    /// <summary>The layers of two images in one.</summary>
    private static Image Stack(Image lower, Image upper)
    {
        var config = lower.Config.Apply(new ImageConfigChanges
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
        });
        var descriptor = lower.Manifest.Config with { Digest = Digest.Compute(config.RawBytes.AsSpan()), Size = config.RawBytes.Length };
        return new Image
        {
            Manifest = Manifest.Create(lower.Manifest.Format, descriptor, [.. lower.Manifest.Layers, .. upper.Manifest.Layers], lower.Manifest.Annotations),
            Config = config,
            Layers = [.. lower.Layers, .. upper.Layers],
        };
    }
}
