using System.Net;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;
using Containerize.Testing;
using Containerize.Testing.Proxy;

namespace Containerize.Core.Tests.Registry;

/// <summary>Token servers that want to be asked in another way, and where a registry may send logins to.</summary>
[TestClass]
internal sealed class TokenServerTests : RegistryTestBase
{
    private const string Elsewhere = "registry.invalid:5000";

    [TestMethod]
    public async Task A_token_server_that_takes_one_scope_parameter_gets_all_in_one()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, MaximumScopeParameters = 1 }
        );
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("base", "1.0", image, Token);
        using var connections = Connect(new OneAccount());

        Assert.IsFalse(
            await connections
                .Get(registry.Name)
                .ForPush("app", "base")
                .UploadBlobAsync(image.Layers[0], RepositoryName.Parse("base"), Token)
        );
        Assert.IsFalse(
            await connections
                .Get(registry.Name)
                .ForPush("other", "base")
                .UploadBlobAsync(image.Layers[0], RepositoryName.Parse("base"), Token)
        );

        Assert.HasCount(3, registry.Calls(RegistryRole.Token));
    }

    [TestMethod]
    public async Task A_token_server_that_takes_one_scope_is_asked_for_one()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, MaximumScopes = 1 }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect(new OneAccount());
        connections.Get(registry.Name).ForPush("app", "base");

        await PushAsync(connections, registry, (await PullAsync(connections, registry)).Image);

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.HasCount(4, registry.Calls(RegistryRole.Token), "two scopes are tried in two ways, and never again");
    }

    [TestMethod]
    public async Task A_token_server_that_takes_only_forms_gets_one()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, TakesOnlyForms = true }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect(new OneAccount("user", "password"));

        await PushAsync(connections, registry, (await PullAsync(connections, registry)).Image);

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.IsFalse(registry.Requests.Any(request => request is { Role: RegistryRole.Token, Method: "POST", Authorization: not null }));
        Assert.AreEqual(
            2,
            registry.Requests.Count(request => request is { Role: RegistryRole.Token, Method: "GET" }),
            "one without the account, and one with it"
        );
        using var stranger = Connect(new OneAccount("user", "wrong"));
        await AssertCodeAsync("CTZ3001", () => PushAsync(stranger, registry, RandomImage.Create(1)), "the test's account");
    }

    [TestMethod]
    [DataRow(400, "application/json")]
    [DataRow(404, "application/json")]
    [DataRow(404, "text/html")]
    [DataRow(405, "application/json")]
    [DataRow(422, "application/json")]
    public async Task What_a_token_server_refuses_names_it_and_its_answer(int status, string type)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Bearer,
                Fault = request =>
                    request.Role == RegistryRole.Token
                        ? new InjectedFault
                        {
                            Status = status,
                            ContentType = type,
                            Body = """{"details":"words of the token server"}""",
                        }
                        : null,
            }
        );
        using var connections = Connect(new OneAccount());

        var exception = await AssertCodeAsync(
            "CTZ3082",
            () => PushAsync(connections, registry, RandomImage.Create(1)),
            $"http://{registry.Authority(RegistryRole.Token)}/token",
            registry.Name,
            $"HTTP {status}",
            "words of the token server"
        );

        Assert.DoesNotContain("ContainerImageFormat", exception.Message);
        Assert.DoesNotContain("create the repository", exception.Message);
    }

    [TestMethod]
    public async Task A_registry_on_this_machine_sends_no_login_to_another_address_of_it_unprotected()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, Realm = "http://127.0.0.2:1/token" }
        );
        using var connections = Connect(new OneAccount());

        await AssertCodeAsync(
            "CTZ3015",
            () => PushAsync(connections, registry, RandomImage.Create(1)),
            "http://127.0.0.2:1",
            registry.Name
        );
        using var listed = Connect(new OneAccount(), options =>
            options with
            {
                InsecureRegistries = [RegistryName.Parse("127.0.0.2:1")],
                RetryLimit = 0,
            }
        );
        await AssertCodeAsync("CTZ3006", () => PushAsync(listed, registry, RandomImage.Create(1)), "127.0.0.2:1");
    }

    [TestMethod]
    public async Task Names_of_this_machine_are_one_host()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        using var connections = Connect(new OneAccount());

        Assert.IsNull(
            await connections
                .Get(registry.Name.Replace("127.0.0.1", "localhost", StringComparison.Ordinal))
                .ForPush("app")
                .ResolveAsync("1.0", Token)
        );
    }

    [TestMethod]
    [DataRow("https://169.254.169.254/token")]
    [DataRow("https://2852039166/token")]
    [DataRow("https://0xA9FEA9FE/token")]
    [DataRow("https://[::ffff:169.254.169.254]/token")]
    [DataRow("https://[::ffff:a9fe:a9fe]/token")]
    [DataRow("https://[64:ff9b::a9fe:a9fe]/token")]
    [DataRow("https://[2002:a9fe:a9fe::]/token")]
    [DataRow("https://[fe80::1]/token")]
    [DataRow("https://[fd00:ec2::254]/token")]
    [DataRow("https://[::1]/token")]
    [DataRow("https://[::]/token")]
    [DataRow("https://0.0.0.0/token")]
    [DataRow("https://127.1/token")]
    [DataRow("https://localhost/token")]
    [DataRow("https://10.0.0.1/token")]
    [DataRow("https://172.31.255.255/token")]
    [DataRow("https://192.168.0.1/token")]
    [DataRow("https://100.64.0.1/token")]
    public async Task A_registry_elsewhere_cannot_name_a_token_server_in_this_network(string realm)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, Realm = realm }
        );
        await using var proxy = new ForwardProxy(registry.Name);
        var account = new OneAccount();
        using var connections = Connect(account, options =>
            options with
            {
                InsecureRegistries = [RegistryName.Parse(Elsewhere)],
                EnvironmentVariables = new Dictionary<string, string> { ["HTTP_PROXY"] = proxy.Name },
            }
        );

        await AssertCodeAsync(
            "CTZ3081",
            () => connections.Get(Elsewhere).ForPull("app").ResolveAsync("1.0", Token),
            Elsewhere,
            new Uri(realm).Authority,
            "ContainerRegistryOption"
        );
    }

    [TestMethod]
    [DataRow("203.0.113.5", "203.0.113.6", true)]
    [DataRow("203.0.113.5", "10.0.0.6", false)]
    [DataRow("203.0.113.5", "169.254.169.254", false)]
    [DataRow("203.0.113.5", "127.0.0.1", false)]
    [DataRow("203.0.113.5", "::ffff:192.168.0.1", false)]
    [DataRow("10.0.0.5", "192.168.7.7", true)]
    [DataRow("10.0.0.5", "203.0.113.6", true)]
    [DataRow("10.0.0.5", "169.254.169.254", false)]
    [DataRow("10.0.0.5", "127.0.0.1", false)]
    [DataRow("127.0.0.1", "10.0.0.6", true)]
    [DataRow("127.0.0.1", "169.254.169.254", false)]
    [DataRow("203.0.113.5 10.0.0.5", "10.0.0.6", false)]
    public async Task Where_a_name_leads_is_found_out_when_it_is_connected_to(string registryAddresses, string tokenAddress, bool isAllowed)
    {
        using var certificate = TestCertificate.Create("registry.test", "tokens.test");
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Certificate = certificate,
                Authentication = RegistryAuthentication.Bearer,
                Realm = "https://tokens.test/token",
            }
        );
        var network = new Network(registry, registryAddresses.Split(' '), tokenAddress);
        var account = new OneAccount();
        using var connections = Connect(account, options => options with { TrustedAuthorities = [certificate], Dial = network.DialAsync });
        var repository = connections.Get("registry.test").ForPush("app");
        network.BreaksConnections = registryAddresses.Contains(' ', StringComparison.Ordinal);
        if (network.BreaksConnections)
        {
            await Assert.ThrowsExactlyAsync<ContainerizeException>(() => repository.ResolveAsync("1.0", Token));
        }

        if (isAllowed)
        {
            Assert.IsNull(await repository.ResolveAsync("1.0", Token));
            return;
        }

        await AssertCodeAsync("CTZ3081", () => repository.ResolveAsync("1.0", Token), "registry.test", "tokens.test");
        Assert.IsEmpty(registry.Calls(RegistryRole.Token));
        using var named = Connect(account, options =>
            options with
            {
                TrustedAuthorities = [certificate],
                Dial = network.DialAsync,
                Settings = [new() { Registry = RegistryName.Parse("tokens.test") }],
            }
        );
        Assert.IsNull(await named.Get("registry.test").ForPush("app").ResolveAsync("1.0", Token));
    }

    /// <summary>Names and addresses as a test wants them, in front of one in-memory registry.</summary>
    private sealed class Network(InMemoryRegistry registry, string[] registryAddresses, string tokenAddress)
    {
        private int _connections = -1;

        /// <summary>Whether the first connection to the registry is made twice: the name may stand for another address then.</summary>
        public bool BreaksConnections { get; set; }

        public async ValueTask<DialedConnection> DialAsync(DnsEndPoint place, CancellationToken cancellationToken)
        {
            var isToken = place.Host == "tokens.test";
            var number = isToken ? 0 : Interlocked.Increment(ref _connections);
            if (!isToken && BreaksConnections && number == 0)
            {
                return new(new MemoryStream(), IPAddress.Parse(registryAddresses[0]));
            }

            var (stream, _) = await Dialer.DialAsync(
                new("127.0.0.1", new Uri($"https://{registry.Authority(isToken ? RegistryRole.Token : RegistryRole.Registry)}").Port),
                cancellationToken
            );
            return new(stream, IPAddress.Parse(isToken ? tokenAddress : registryAddresses[^1]));
        }
    }
}
