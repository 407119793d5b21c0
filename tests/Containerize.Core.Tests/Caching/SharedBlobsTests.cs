using Containerize.Caching;
using Containerize.Core.Tests.Registry;
using Containerize.Images;
using Containerize.Registry;
using Containerize.Testing;

namespace Containerize.Core.Tests.Caching;

[TestClass]
internal sealed class SharedBlobsTests : CachedRegistryTestBase
{
    [TestMethod]
    public async Task Several_readers_and_later_builds_share_one_download()
    {
        await using var registry = await StartAsync();
        for (var build = 0; build < 2; build++)
        {
            using var cache = OpenCache();
            using var connections = Connect();
            var shared = await ShareAsync(connections, registry, cache);
            var readers = await Task.WhenAll(shared.Layers.Concat(shared.Layers).Select(DigestOfAsync));
            CollectionAssert.AreEquivalent(
                Expected.Layers.Concat(Expected.Layers).Select(layer => layer.Descriptor.Digest).ToArray(),
                readers
            );
        }

        Assert.AreEqual(Expected.Layers.Length, Downloads(registry));
    }

    [TestMethod]
    public async Task What_nobody_reads_is_not_fetched()
    {
        await using var registry = await StartAsync();
        using var cache = OpenCache();
        using var connections = Connect();
        await ShareAsync(connections, registry, cache);

        Assert.AreEqual(0, Downloads(registry));
    }

    [TestMethod]
    public async Task A_layer_that_is_not_what_it_should_be_is_not_kept()
    {
        await using var registry = await StartAsync(
            new()
            {
                Fault = request =>
                    request.Method == "GET"
                    && request.Path.EndsWith(Expected.Layers[0].Descriptor.Digest.ToString(), StringComparison.Ordinal)
                        ? new InjectedFault
                        {
                            Status = 200,
                            Body = new string('x', (int)Expected.Layers[0].Descriptor.Size),
                            ContentType = "application/octet-stream",
                        }
                        : null,
            }
        );
        using var cache = OpenCache();
        using var connections = Connect();
        var shared = await ShareAsync(connections, registry, cache);

        await AssertCodeAsync("CTZ2008", () => DigestOfAsync(shared.Layers[0]));

        Assert.IsFalse(cache.Layers.HasContent(Expected.Layers[0].Descriptor.Digest));
        Assert.IsFalse(Directory.EnumerateFiles(Folder.PathOf("cache/v1/tmp"), "*", SearchOption.AllDirectories).Any());
    }

    private static int Downloads(InMemoryRegistry registry) =>
        registry
            .Calls()
            .Count(call => Expected.Layers.Any(layer => call.Contains(layer.Descriptor.Digest.ToString(), StringComparison.Ordinal)));

    private static async Task<InMemoryRegistry> StartAsync(InMemoryRegistryOptions? options = null)
    {
        var registry = await InMemoryRegistry.StartAsync(options);
        await registry.Content.AddImageAsync("base", "1.0", Expected, CancellationToken.None);
        return registry;
    }

    private async Task<Image> ShareAsync(Containerize.Registry.RegistryConnections connections, InMemoryRegistry registry, LocalCache cache)
    {
        var source = RegistryImageSource.Create(connections, Reference($"{registry.Name}/base:1.0"), cache, Log);
        return new SharedBlobs(cache.Layers, Token).Share((await source.ResolveAsync(RandomImage.LinuxAmd64, Token)).Image);
    }
}
