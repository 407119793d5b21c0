using Containerize.Caching;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Registry.Http;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

/// <summary>A base of a registry that is gone, and what the cache has of it.</summary>
[TestClass]
internal sealed class CachedImageSourceTests : CachedRegistryTestBase
{
    [TestMethod]
    public async Task What_was_read_once_is_there_by_its_tag_and_by_its_digest()
    {
        var name = await ReadOnlineAsync(readsLayers: false);

        Assert.AreEqual(Expected.Manifest.Digest, (await ResolveOfflineAsync(name + ":1.0")).Digest);
        Assert.AreEqual(Expected.Manifest.Digest, (await ResolveOfflineAsync($"{name}@{Expected.Manifest.Digest}")).Digest);
    }

    [TestMethod]
    public async Task A_tag_that_moved_is_remembered_anew()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        foreach (var seed in new[] { 1, 2 })
        {
            await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(seed), Token);
            await ResolveAsync($"{registry.Name}/base:1.0", isOffline: false);
        }

        Assert.AreEqual(RandomImage.Create(2).Manifest.Digest, (await ResolveOfflineAsync($"{registry.Name}/base:1.0")).Digest);
    }

    [TestMethod]
    public async Task What_a_mirror_gave_is_remembered_under_the_registrys_name()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync("base", "1.0", Expected, Token);
        await ResolveAsync(
            "origin.invalid/base:1.0",
            isOffline: false,
            new RegistryMirror(RegistryName.Parse("origin.invalid"), RegistryName.Parse(registry.Name), null, AllowsOrigin: false)
        );

        Assert.AreEqual(Expected.Manifest.Digest, (await ResolveOfflineAsync("origin.invalid/base:1.0")).Digest);
    }

    [TestMethod]
    public async Task What_is_missing_is_named()
    {
        var name = await ReadOnlineAsync(readsLayers: false);
        var unknown = Digest.Compute("unknown"u8);

        await AssertCodeAsync(
            "CTZ2007",
            () => ResolveOfflineAsync(name + ":2.0"),
            $"'{name}:2.0'",
            "the digest of the tag '2.0'",
            "oci-layout:PATH"
        );
        await AssertCodeAsync("CTZ2007", () => ResolveOfflineAsync($"{name}@{unknown}"), $"the manifest {unknown}");
        File.Delete(PathOf(Expected.Manifest.Config.Digest));
        await AssertCodeAsync("CTZ2007", () => ResolveOfflineAsync(name + ":1.0"), $"the configuration {Expected.Manifest.Config.Digest}");
    }

    [TestMethod]
    public async Task Layers_that_were_read_once_are_there_and_damaged_ones_are_not()
    {
        var name = await ReadOnlineAsync(readsLayers: true);
        var damaged = Expected.Layers[1].Descriptor;
        var bytes = await File.ReadAllBytesAsync(PathOf(damaged.Digest), Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(PathOf(damaged.Digest), bytes, Token);

        using var cache = OpenCache();
        using var connections = Connect(with: options => options with { IsOffline = true });
        var layers = (
            await RegistryImageSource.Create(connections, Reference(name + ":1.0"), cache, Log).ResolveAsync(RandomImage.LinuxAmd64, Token)
        )
            .Image
            .Layers;
        Assert.AreEqual(Expected.Layers[0].Descriptor.Digest, await DigestOfAsync(layers[0]));
        await AssertCodeAsync("CTZ2007", () => DigestOfAsync(layers[1]), damaged.Digest.ToString(), "which the destination needs");
    }

    [TestMethod]
    public async Task All_layers_that_are_missing_are_named_together()
    {
        var name = await ReadOnlineAsync(readsLayers: false);

        using var cache = OpenCache();
        using var connections = Connect(with: options => options with { IsOffline = true });
        var layers = (
            await RegistryImageSource.Create(connections, Reference(name + ":1.0"), cache, Log).ResolveAsync(RandomImage.LinuxAmd64, Token)
        )
            .Image
            .Layers;

        await AssertCodeAsync(
            "CTZ2007",
            () => DigestOfAsync(layers[0]),
            [.. Expected.Layers.Select(layer => layer.Descriptor.Digest.ToString())]
        );
    }

    [TestMethod]
    public async Task Whatever_asks_a_registry_all_the_same_is_stopped_before_a_connection()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect(with: options => options with { IsOffline = true });

        await AssertCodeAsync("CTZ3033", () => PullAsync(connections, registry), registry.Name, "ContainerOffline");
        await AssertCodeAsync(
            "CTZ3033",
            () => connections.Get("no-such-host.invalid").ForPull("app").ResolveAsync("1.0", Token),
            "no-such-host.invalid"
        );

        Assert.IsEmpty(registry.Requests);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task What_is_kept_is_for_its_user_alone()
    {
        await ReadOnlineAsync(readsLayers: true);

        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Folder.PathOf("cache/v1"));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
    }

    private string PathOf(Digest digest) => Folder.PathOf($"cache/v1/blobs/{digest.Algorithm}/{digest.Hex}");

    /// <returns>The base's name in a registry that has been stopped.</returns>
    private async Task<string> ReadOnlineAsync(bool readsLayers)
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync("base", "1.0", Expected, Token);
        using var cache = OpenCache();
        using var connections = Connect();
        var resolved = await RegistryImageSource
            .Create(connections, Reference($"{registry.Name}/base:1.0"), cache, Log)
            .ResolveAsync(RandomImage.LinuxAmd64, Token);
        foreach (var layer in readsLayers ? new SharedBlobs(cache.Layers, Token).Share(resolved.Image).Layers : [])
        {
            await DigestOfAsync(layer);
        }

        return $"{registry.Name}/base";
    }

    private Task<BaseImage> ResolveOfflineAsync(string reference) => ResolveAsync(reference, isOffline: true);

    private async Task<BaseImage> ResolveAsync(string reference, bool isOffline, params RegistryMirror[] mirrors)
    {
        using var cache = OpenCache();
        using var connections = Connect(with: options => options with { IsOffline = isOffline, Mirrors = [.. mirrors] });
        return await RegistryImageSource.Create(connections, Reference(reference), cache, Log).ResolveAsync(RandomImage.LinuxAmd64, Token);
    }
}
