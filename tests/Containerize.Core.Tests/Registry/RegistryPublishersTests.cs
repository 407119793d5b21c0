using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

[TestClass]
internal sealed class RegistryPublishersTests : RegistryTestBase
{
    private static readonly ImageName Name = new(RepositoryName.Parse("app"), [TestNames.Free("1.0")]);

    [TestMethod]
    public async Task Nothing_is_asked_until_a_method_says_that_it_begins()
    {
        await using var one = await InMemoryRegistry.StartAsync();
        await using var two = await InMemoryRegistry.StartAsync();
        using var connections = Connect();

        await using var publishers = Create(connections, one, two);
        await publishers.Snapshots;
        Assert.IsEmpty(one.Calls().Concat(two.Calls()));
        Assert.IsTrue(publishers.Claims.IsEmpty);

        FindKnownLayers(publishers, connections);
        await publishers.Snapshots;
        foreach (var registry in new[] { one, two })
        {
            Assert.AreSequenceEqual(["GET /v2/app/manifests/1.0"], registry.Calls());
        }
    }

    [TestMethod]
    public async Task The_layers_of_a_base_go_to_each_registry_that_lacks_them()
    {
        await using var has = await InMemoryRegistry.StartAsync();
        await using var lacks = await InMemoryRegistry.StartAsync();
        var image = RandomImage.Create(1, layers: 2);
        await has.Content.AddImageAsync("app", "1.0", image, Token);
        using var connections = Connect();
        await using var publishers = Create(connections, has, lacks);
        FindKnownLayers(publishers, connections);

        publishers.StartBaseUploads(image);
        await publishers.ThrowFailuresAsync();

        Assert.DoesNotContain(call => call.StartsWith("POST ", StringComparison.Ordinal), has.Calls());
        foreach (var layer in image.Manifest.Layers)
        {
            Assert.IsNotNull(lacks.Content.GetBlob("app", layer.Digest.ToString()));
        }
    }

    private RegistryPublishers Create(RegistryConnections connections, params InMemoryRegistry[] registries) =>
        new(
            [.. registries.Select(registry => new RegistryPublisher(connections.Get(registry.Name).ForPush("app"), 4, Log, Token))],
            others: 0,
            Token
        );

    private void FindKnownLayers(RegistryPublishers publishers, RegistryConnections connections) =>
        publishers.FindKnownLayers(new SnapshotReader(connections, NoDocumentCache.Instance, Log), Name, _ => [], Token);
}
