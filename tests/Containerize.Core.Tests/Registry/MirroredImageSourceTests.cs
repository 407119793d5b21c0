using System.Text;
using Containerize.Caching;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;
using Containerize.Registry.Auth;
using Containerize.Registry.Http;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

[TestClass]
internal sealed class MirroredImageSourceTests : RegistryTestBase
{
    /// <summary>A registry that no machine can reach.</summary>
    private const string Origin = "origin.invalid";

    private static readonly Image Expected = RandomImage.Create(1);

    [TestMethod]
    public async Task A_mirror_takes_the_place_of_its_registry_and_leaves_the_name()
    {
        await using var mirror = await StartAsync("mcr/base");

        var (source, connections) = Open(
            Origin,
            new RegistryMirror(
                RegistryName.Parse(Origin),
                RegistryName.Parse(mirror.Name),
                RepositoryName.Parse("mcr"),
                AllowsOrigin: false
            )
        );
        using (connections)
        {
            var resolved = await source.ResolveAsync(RandomImage.LinuxAmd64, Token);

            Assert.AreEqual($"{Origin}/base:1.0", source.Name);
            Assert.AreEqual(Expected.Manifest.Digest, resolved.Digest);
            Assert.AreEqual(Expected.Layers[0].Descriptor.Digest, await DigestOfAsync(resolved.Image.Layers[0]));
            Assert.AreEqual((mirror.Name, "mcr/base"), Place(resolved.Image.Layers[0]));
            Assert.Contains($"Base {Origin}/base:1.0 comes from {mirror.Name}/mcr/base:1.0.", LogText);
        }
    }

    [TestMethod]
    public async Task A_registry_that_is_not_the_mirrors_is_asked_itself()
    {
        await using var registry = await StartAsync("base");

        var (source, connections) = Open(
            registry.Name,
            new RegistryMirror(RegistryName.Parse(Origin), RegistryName.Parse("mirror.invalid"), null, AllowsOrigin: false)
        );
        using (connections)
        {
            Assert.AreEqual(Expected.Manifest.Digest, (await source.ResolveAsync(RandomImage.LinuxAmd64, Token)).Digest);
        }
    }

    [TestMethod]
    public async Task Mirrors_are_asked_in_their_order_and_the_registry_last_where_it_may()
    {
        await using var empty = await InMemoryRegistry.StartAsync();
        await using var broken = await InMemoryRegistry.StartAsync(new() { Fault = _ => new InjectedFault { Status = 403 } });
        await using var otherPlatform = await InMemoryRegistry.StartAsync();
        await otherPlatform.Content.AddImageAsync("base", "1.0", RandomImage.Create(2, platform: RandomImage.LinuxArm64), Token);
        await using var origin = await StartAsync("base");
        RegistryMirror[] mirrors = [Mirror(empty), Mirror(broken), Mirror(otherPlatform)];

        var (source, connections) = Open(origin.Name, mirrors);
        using (connections)
        {
            await AssertCodeAsync(
                "CTZ2006",
                () => source.ResolveAsync(RandomImage.LinuxAmd64, Token),
                $"'{origin.Name}/base:1.0'",
                $"{empty.Name}/base:1.0 (CTZ2002",
                $"{broken.Name}/base:1.0 (CTZ3002",
                $"{otherPlatform.Name}/base:1.0 (CTZ2003",
                "Fallback=\"true\""
            );
            Assert.IsEmpty(origin.Requests);
        }

        var (lenient, others) = Open(origin.Name, [mirrors[0], mirrors[1] with { AllowsOrigin = true }]);
        using (others)
        {
            Assert.AreEqual(Expected.Manifest.Digest, (await lenient.ResolveAsync(RandomImage.LinuxAmd64, Token)).Digest);
        }

        RegistryMirror Mirror(InMemoryRegistry mirror) =>
            new(RegistryName.Parse(origin.Name), RegistryName.Parse(mirror.Name), null, AllowsOrigin: false);
    }

    [TestMethod]
    public async Task A_mirror_whose_content_is_another_is_passed_over()
    {
        await using var liar = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Path.Contains("/manifests/", StringComparison.Ordinal)
                        ? new InjectedFault
                        {
                            Status = 200,
                            Body = Encoding.UTF8.GetString(RandomImage.Create(3).Manifest.RawBytes.AsSpan()),
                            ContentType = MediaTypes.OciManifest,
                        }
                        : null,
            }
        );
        await using var honest = await StartAsync("base");

        var (source, connections) = Open(
            Origin,
            $"base@{Expected.Manifest.Digest}",
            new(RegistryName.Parse(Origin), RegistryName.Parse(liar.Name), null, AllowsOrigin: false),
            new(RegistryName.Parse(Origin), RegistryName.Parse(honest.Name), null, AllowsOrigin: false)
        );
        using (connections)
        {
            Assert.AreEqual((honest.Name, "base"), Place((await source.ResolveAsync(RandomImage.LinuxAmd64, Token)).Image.Layers[0]));
            Assert.Contains("CTZ2008", LogText);
        }
    }

    [TestMethod]
    public async Task A_layer_that_a_mirror_lost_comes_from_the_next_one()
    {
        await using var first = await StartAsync("base");
        await using var second = await StartAsync("base");
        await using var third = await StartAsync("base");
        first.Content.RemoveBlob("base", Expected.Layers[1].Descriptor.Digest.ToString());
        second.Content.RemoveBlob("base", Expected.Layers[1].Descriptor.Digest.ToString());

        // What the tag stands for elsewhere is of no interest.
        await third.Content.AddImageAsync("base", "1.0", RandomImage.Create(5), Token);

        var (source, connections) = Open(
            Origin,
            [
                .. new[] { first, second, third }.Select(mirror => new RegistryMirror(
                    RegistryName.Parse(Origin),
                    RegistryName.Parse(mirror.Name),
                    null,
                    AllowsOrigin: false
                )),
            ]
        );
        using (connections)
        {
            var layers = (await source.ResolveAsync(RandomImage.LinuxAmd64, Token)).Image.Layers;

            Assert.AreEqual(Expected.Layers[0].Descriptor.Digest, await DigestOfAsync(layers[0]));
            Assert.IsEmpty(third.Requests);
            Assert.AreEqual(Expected.Layers[1].Descriptor.Digest, await DigestOfAsync(layers[1]));
        }
    }

    [TestMethod]
    public async Task A_mirror_gets_its_own_login_and_no_other()
    {
        await using var mirror = await StartAsync("base", new() { Authentication = RegistryAuthentication.Basic });
        var asked = new List<string>();

        var (source, connections) = Open(
            Origin,
            new AskedFor(asked),
            "base:1.0",
            new RegistryMirror(RegistryName.Parse(Origin), RegistryName.Parse(mirror.Name), null, AllowsOrigin: false)
        );
        using (connections)
        {
            await source.ResolveAsync(RandomImage.LinuxAmd64, Token);
        }

        CollectionAssert.AreEqual(new[] { mirror.Name }, asked);
    }

    private static (string Registry, string Repository) Place(IBlob layer) =>
        (((IRegistryBlob)layer).Registry.ToString(), ((IRegistryBlob)layer).Repository.ToString());

    private (IImageSource Source, RegistryConnections Connections) Open(string origin, params RegistryMirror[] mirrors) =>
        Open(origin, "base:1.0", mirrors);

    private (IImageSource Source, RegistryConnections Connections) Open(string origin, string rest, params RegistryMirror[] mirrors) =>
        Open(origin, new NoAccount(), rest, mirrors);

    private (IImageSource Source, RegistryConnections Connections) Open(
        string origin,
        ICredentialSource accounts,
        string rest,
        params RegistryMirror[] mirrors
    )
    {
        var connections = Connect(accounts, options => options with { Mirrors = [.. mirrors] });
        return (
            RegistryImageSource.Create(connections, Reference($"{origin}/{rest}"), LocalCache.Open(CacheOptions.None, "", Log), Log),
            connections
        );
    }

    private async Task<InMemoryRegistry> StartAsync(string repository, InMemoryRegistryOptions? options = null)
    {
        var registry = await InMemoryRegistry.StartAsync(options);
        await registry.Content.AddImageAsync(repository, "1.0", Expected, Token);
        return registry;
    }

    private async Task<Digest> DigestOfAsync(IBlob blob)
    {
        await using var stream = await blob.OpenAsync(Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return Digest.Compute(bytes.ToArray());
    }

    private sealed class AskedFor(List<string> registries) : ICredentialSource
    {
        public Task<RegistryCredential?> FindAsync(
            RegistryName registry,
            RepositoryName repository,
            RegistryOperation operation,
            CancellationToken cancellationToken
        )
        {
            registries.Add(registry.ToString());
            return Task.FromResult<RegistryCredential?>(new("user", "password", "the test's account"));
        }
    }
}
