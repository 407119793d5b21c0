using System.Net;
using System.Net.Sockets;
using Containerize.Oci;
using Containerize.Testing;
using Containerize.Testing.Proxy;

namespace Containerize.Core.Tests.Registry;

/// <summary>Schemes, certificates and redirects.</summary>
[TestClass]
internal sealed class RegistryConnectionTests : RegistryTestBase
{
    [TestMethod]
    public async Task Loopback_is_asked_over_http_first_and_once()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        using var connections = Connect();

        Assert.IsNull(await connections.Get(registry.Name).ForPull("app").ResolveAsync("1.0", Token));

        Assert.HasCount(1, registry.Requests);
    }

    [TestMethod]
    [DataRow("Registry.Example:443", "registry.example")]
    [DataRow("registry.example", "registry.example:443")]
    public void A_mirror_counts_for_its_registry_with_the_port_of_https_and_without(string origin, string named)
    {
        using var connections = Connect(with: options =>
            options with
            {
                Mirrors = [new(RegistryName.Parse(origin), RegistryName.Parse("mirror.example"), null, AllowsOrigin: false)],
            }
        );

        var reference = new ImageReference
        {
            Registry = RegistryName.Parse(named),
            Repository = RepositoryName.Parse("team/app"),
            Tag = Tag.Parse("1.0"),
        };
        Assert.AreEqual("mirror.example/team/app:1.0", connections.PlacesOf(reference).Single().ToString());
        Assert.AreSame(connections.Get(origin), connections.Get(named));
    }

    [TestMethod]
    public async Task Loopback_that_speaks_https_is_found_with_the_added_authority()
    {
        using var certificate = TestCertificate.Create();
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Certificate = certificate, Authentication = RegistryAuthentication.Bearer }
        );
        using var connections = Connect(new OneAccount(), options => options with { TrustedAuthorities = [certificate] });

        await PushAsync(connections, registry, RandomImage.Create(1));

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.Contains($"https://{registry.Name}/v2/app/manifests/latest", LogText);
    }

    [TestMethod]
    public async Task An_untrusted_certificate_is_an_error_with_its_reason_and_never_falls_back()
    {
        using var certificate = TestCertificate.Create();
        await using var registry = await InMemoryRegistry.StartAsync(new() { Certificate = certificate });
        using var connections = Connect(new OneAccount());

        await AssertCodeAsync(
            "CTZ3004",
            () => PushAsync(connections, registry, RandomImage.Create(1)),
            registry.Name,
            "not trusted (UntrustedRoot)",
            "CertificateAuthorityFile",
            "ContainerInsecureRegistries"
        );

        Assert.IsEmpty(registry.Requests);
    }

    [TestMethod]
    public async Task A_listed_registry_is_asked_over_https_first_then_http_and_remembered()
    {
        await using var registry = await InMemoryRegistry.StartAsync();

        // Behind a proxy the registry has a name that is not loopback's.
        const string Name = "registry.invalid:5000";
        await using var proxy = new ForwardProxy(registry.Name);
        using var connections = Connect(with: options =>
            options with
            {
                EnvironmentVariables = new Dictionary<string, string>
                {
                    ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = $"other.example; {Name}",
                    ["ALL_PROXY"] = proxy.Name,
                },
            }
        );
        var repository = connections.Get(Name).ForPull("app");

        Assert.IsNull(await repository.ResolveAsync("1.0", Token));
        Assert.IsNull(await repository.ResolveAsync("2.0", Token));
        Assert.HasCount(2, registry.Requests);
        Assert.AreEqual($"CONNECT {Name} HTTP/1.1", proxy.Requests[0]);
        Assert.IsFalse(
            proxy.Requests.Skip(1).Any(request => request.StartsWith("CONNECT", StringComparison.Ordinal)),
            "https is not asked again"
        );
    }

    [TestMethod]
    public async Task Nothing_listens_is_said_so()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var name = listener.LocalEndpoint.ToString()!;
        listener.Stop();
        using var connections = Connect();

        await AssertCodeAsync("CTZ3006", () => connections.Get(name).ForPull("app").ResolveAsync("1.0", Token), name, "no program listens");
    }

    [TestMethod]
    public async Task An_unknown_name_is_said_so()
    {
        using var connections = Connect();

        await AssertCodeAsync(
            "CTZ3006",
            () => connections.Get("no-such-host.invalid").ForPull("app").ResolveAsync("1.0", Token),
            "no-such-host.invalid",
            "cannot be"
        );
    }

    [TestMethod]
    public async Task A_blob_is_followed_to_another_host_without_credentials()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Basic, RedirectsBlobs = true }
        );
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("base", "1.0", image, Token);
        using var connections = Connect(new OneAccount());

        var pulled = await PullAsync(connections, registry);
        await using var stream = await pulled.Image.Layers[0].OpenAsync(Token);
        await stream.CopyToAsync(Stream.Null, Token);

        var storage = registry.Requests.Where(request => request.Role == RegistryRole.Storage).ToList();
        Assert.HasCount(2, storage);
        Assert.IsTrue(storage.All(request => request.Authorization is null && !request.HasCookies));
        Assert.DoesNotContain("signed-secret", LogText);
    }

    [TestMethod]
    public async Task A_refusal_of_the_storage_server_names_it_without_the_signature()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                RedirectsBlobs = true,
                Fault = request =>
                    request.Role == RegistryRole.Storage
                        ? new InjectedFault
                        {
                            Status = 403,
                            Body = "<Error/>",
                            ContentType = "application/xml",
                        }
                        : null,
            }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect();

        var exception = await AssertCodeAsync(
            "CTZ3002",
            () => PullAsync(connections, registry),
            registry.Authority(RegistryRole.Storage),
            "403"
        );

        Assert.DoesNotContain("signed-secret", exception.ToString());
    }

    [TestMethod]
    public async Task A_redirect_from_https_to_http_is_not_followed()
    {
        using var certificate = TestCertificate.Create();
        await using var plain = await InMemoryRegistry.StartAsync();
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Certificate = certificate, RedirectTarget = $"http://{plain.Name}/blob" }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect(with: options => options with { TrustedAuthorities = [certificate] });

        await AssertCodeAsync("CTZ3014", () => PullAsync(connections, registry), $"http://{plain.Name}", "not encrypted");

        Assert.IsEmpty(plain.Requests);
    }

    [TestMethod]
    public async Task A_circle_of_redirects_ends()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request => new InjectedFault
                {
                    Status = 302,
                    Headers = new Dictionary<string, string> { ["Location"] = request.Path },
                },
            }
        );
        using var connections = Connect();

        await AssertCodeAsync(
            "CTZ3014",
            () => connections.Get(registry.Name).ForPull("app").ResolveAsync("1.0", Token),
            "more than 5 times"
        );
        await AssertCodeAsync(
            "CTZ3014",
            () => connections.Get(registry.Name).ForPush("app").UploadBlobAsync(RandomImage.Create(1).Layers[0], null, Token),
            "302"
        );
    }

    [TestMethod]
    public async Task Upload_addresses_may_be_relative()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { RelativeLocations = true });
        using var connections = Connect();

        await PushAsync(connections, registry, RandomImage.Create(1));

        await PushedImage.ValidateAsync(registry, "app", "latest");
    }

    [TestMethod]
    public async Task An_upload_address_in_http_of_a_registry_behind_tls_stays_https()
    {
        using var certificate = TestCertificate.Create();
        await using var registry = await InMemoryRegistry.StartAsync(new() { Certificate = certificate, LocationScheme = "http" });
        using var connections = Connect(with: options => options with { TrustedAuthorities = [certificate] });

        await PushAsync(connections, registry, RandomImage.Create(1));

        await PushedImage.ValidateAsync(registry, "app", "latest");
    }
}
