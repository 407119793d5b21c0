using Containerize.Oci;
using Containerize.Registry;
using Containerize.Testing;
using Containerize.Testing.Proxy;

namespace Containerize.Core.Tests.Registry;

/// <summary>Proxies of the build's variables. The registry's name is one that no machine can resolve.</summary>
[TestClass]
internal sealed class RegistryProxyTests : RegistryTestBase
{
    private const string Name = "registry.invalid:5000";
    private const string Sentinel = "pr0xy-s3ntinel";

    [TestMethod]
    [DataRow("HTTP_PROXY", "http://")]
    [DataRow("http_proxy", "")]
    [DataRow("ALL_PROXY", "http://")]
    public async Task A_registry_without_tls_is_reached_through_the_proxy(string variable, string scheme)
    {
        await using var registry = await StartAsync();
        await using var proxy = new ForwardProxy(registry.Name);
        using var connections = Connect(with: options =>
            options with
            {
                InsecureRegistries = [RegistryName.Parse(Name)],
                EnvironmentVariables = Variables((variable, scheme + proxy.Name)),
            }
        );

        await AssertPulledAsync(connections, registry);

        Assert.Contains(request => request.StartsWith($"HEAD http://{Name}/v2/base/", StringComparison.Ordinal), proxy.Requests);
    }

    [TestMethod]
    public async Task A_registry_with_tls_is_reached_by_connect_and_the_proxys_account_shows_nowhere()
    {
        using var certificate = TestCertificate.Create("registry.invalid");
        await using var registry = await StartAsync(new() { Certificate = certificate });
        await using var proxy = new ForwardProxy(registry.Name, $"user:{Sentinel}/?");
        using var connections = Connect(with: options =>
            options with
            {
                TrustedAuthorities = [certificate],
                EnvironmentVariables = Variables(
                    ("HTTPS_PROXY", $"http://user:{Sentinel}%2F%3F@{proxy.Name}"),
                    ("HTTP_PROXY", "http://unused.invalid")
                ),
            }
        );

        await AssertPulledAsync(connections, registry);

        Assert.IsTrue(proxy.Requests.All(request => request == $"CONNECT {Name} HTTP/1.1"));
        Assert.DoesNotContain(Sentinel, LogText);
    }

    [TestMethod]
    public async Task What_needs_no_proxy_does_not_get_one()
    {
        await using var registry = await StartAsync();
        await using var proxy = new ForwardProxy(registry.Name);
        var variables = Variables(("HTTP_PROXY", proxy.Name), ("HTTPS_PROXY", proxy.Name), ("NO_PROXY", ".invalid"));
        using var connections = Connect(with: options =>
            options with
            {
                InsecureRegistries = [RegistryName.Parse(Name)],
                EnvironmentVariables = variables,
            }
        );

        await AssertCodeAsync(
            "CTZ3006",
            () => connections.Get(Name).ForPull("base").ResolveAsync("1.0", Token),
            "'registry.invalid' cannot be resolved"
        );
        await PullAsync(connections, registry);

        Assert.IsEmpty(proxy.Requests, "neither a registry of NO_PROXY nor loopback needs one");
    }

    [TestMethod]
    public async Task A_proxy_that_refuses_is_named_with_its_variable_and_without_its_password()
    {
        using var certificate = TestCertificate.Create("registry.invalid");
        await using var registry = await StartAsync(new() { Certificate = certificate });
        await using var proxy = new ForwardProxy(registry.Name, "user:password");
        using var connections = Connect(with: options =>
            options with
            {
                EnvironmentVariables = Variables(("https_proxy", $"http://user:{Sentinel}@{proxy.Name}")),
            }
        );

        var exception = await AssertCodeAsync(
            "CTZ3006",
            () => connections.Get(Name).ForPull("base").ResolveAsync("1.0", Token),
            $"the proxy {proxy.Name} (variable https_proxy) requires a login"
        );

        Assert.DoesNotContain(Sentinel, exception + LogText);
    }

    [TestMethod]
    public async Task A_proxy_that_is_not_there_is_named()
    {
        using var connections = Connect(with: options =>
            options with
            {
                EnvironmentVariables = Variables(("https_proxy", $"http://user:{Sentinel}@127.0.0.1:1")),
            }
        );

        var exception = await AssertCodeAsync(
            "CTZ3006",
            () => connections.Get(Name).ForPull("base").ResolveAsync("1.0", Token),
            "no connection could be made to the proxy 127.0.0.1:1 (variable https_proxy)"
        );

        Assert.DoesNotContain(Sentinel, exception + LogText);
    }

    [TestMethod]
    [DataRow("gopher://proxy:70")]
    [DataRow("http://")]
    [DataRow($"http://user:{Sentinel}@proxy:port")]
    public async Task A_variable_that_is_no_address_is_an_error_that_does_not_quote_it(string value)
    {
        using var connections = Connect(with: options => options with { EnvironmentVariables = Variables(("HTTPS_PROXY", value)) });

        var exception = await AssertCodeAsync(
            "CTZ3031",
            () => connections.Get(Name).ForPull("base").ResolveAsync("1.0", Token),
            "HTTPS_PROXY"
        );

        Assert.DoesNotContain("proxy:", exception.Message);
    }

    private static Dictionary<string, string> Variables(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(variable => variable.Name, variable => variable.Value);

    private async Task<InMemoryRegistry> StartAsync(InMemoryRegistryOptions? options = null)
    {
        var registry = await InMemoryRegistry.StartAsync(options);
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        return registry;
    }

    private async Task AssertPulledAsync(RegistryConnections connections, InMemoryRegistry registry)
    {
        var header = await connections.Get(Name).ForPull("base").ResolveAsync("1.0", Token);

        Assert.AreEqual(registry.Content.GetManifest("base", "1.0")!.Digest, header!.Digest!.ToString());
    }
}
