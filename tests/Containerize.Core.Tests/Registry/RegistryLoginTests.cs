using Containerize.Oci;
using Containerize.Testing;
using Containerize.Testing.Proxy;

namespace Containerize.Core.Tests.Registry;

[TestClass]
internal sealed class RegistryLoginTests : RegistryTestBase
{
    private const string Sentinel = "s3ntinel-pa55/word";

    [TestMethod]
    public async Task A_registry_that_wants_nothing_gets_no_credentials()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        var account = new OneAccount();
        using var connections = Connect(account);

        await PushAsync(connections, registry, RandomImage.Create(1));

        Assert.AreEqual(0, account.Asked);
        Assert.IsTrue(registry.Requests.All(request => request.Authorization is null && !request.HasCookies));
    }

    [TestMethod]
    public async Task Basic_credentials_are_sent_only_after_the_challenge()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Basic });
        using var connections = Connect(new OneAccount());

        await PushAsync(connections, registry, RandomImage.Create(1));

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.IsNull(registry.Requests[0].Authorization);
        Assert.IsTrue(registry.Requests.Skip(1).All(request => request.Authorization == "Basic"));
    }

    [TestMethod]
    public async Task One_token_covers_a_publish_with_mounts()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        using var connections = Connect(new OneAccount());
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        var pulled = await PullAsync(connections, registry);
        var before = registry.Requests.Count;

        var result = await PushAsync(connections, registry, pulled.Image, "app", "1.2.3", "latest");

        await PushedImage.ValidateAsync(registry, "app", "1.2.3");
        var token = registry.Requests.Skip(before).Single(request => request.Role == RegistryRole.Token);
        Assert.AreEqual("Basic", token.Authorization);
        Assert.Contains("scope=repository%3Aapp%3Apull%2Cpush&scope=repository%3Abase%3Apull", token.Query);
        Assert.Contains("service=in-memory", token.Query);

        // The challenge was learned when the base was pulled; nothing is asked in vain after that.
        Assert.IsTrue(
            registry
                .Requests.Skip(before)
                .Where(request => request.Role == RegistryRole.Registry)
                .All(request => request.Authorization == "Bearer")
        );
        Assert.AreEqual(pulled.Image.Config.RawBytes.Length, result.BytesSent);
    }

    [TestMethod]
    public async Task A_pull_of_what_will_be_mounted_needs_no_token_of_its_own()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        var account = new OneAccount();
        using var connections = Connect(account);
        connections.Get(registry.Name).ForPush("app", "base");

        var pulled = await PullAsync(connections, registry);
        await PushAsync(connections, registry, pulled.Image);

        await PushedImage.ValidateAsync(registry, "app", "latest");
        var token = registry.Requests.Single(request => request.Role == RegistryRole.Token);
        Assert.Contains("scope=repository%3Aapp%3Apull%2Cpush&scope=repository%3Abase%3Apull", token.Query);
        Assert.AreEqual(1, registry.Requests.Count(request => request.Role == RegistryRole.Registry && request.Authorization is null));
    }

    [TestMethod]
    public async Task Two_accounts_get_a_token_each()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, AnonymousPull = true }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect(with: options =>
            options with
            {
                EnvironmentVariables = new Dictionary<string, string>
                {
                    ["DOTNET_CONTAINER_PUSH_REGISTRY_UNAME"] = "user",
                    ["DOTNET_CONTAINER_PUSH_REGISTRY_PWORD"] = "password",
                },
            }
        );
        connections.Get(registry.Name).ForPush("app", "base");

        await PushAsync(connections, registry, (await PullAsync(connections, registry)).Image);

        await PushedImage.ValidateAsync(registry, "app", "latest");
        var tokens = registry.Requests.Where(request => request.Role == RegistryRole.Token).ToArray();
        Assert.HasCount(2, tokens);
        Assert.AreEqual((null, "Basic"), (tokens[0].Authorization, tokens[1].Authorization));
        Assert.DoesNotContain("app", tokens[0].Query);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_token_server_that_gives_less_than_all_is_asked_for_what_is_needed(bool refuses)
    {
        // Whoever asks for 'app' and something else is refused, or gets a token that the registry does not take for 'base'.
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Bearer,
                GrantsFirstScopeOnly = !refuses,
                Fault = request =>
                    refuses
                    && request.Role == RegistryRole.Token
                    && request.Query.Contains("scope=repository%3Aapp", StringComparison.Ordinal)
                    && request.Query.Contains("base", StringComparison.Ordinal)
                        ? new InjectedFault { Status = 403 }
                        : null,
            }
        );
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("base", "1.0", image, Token);
        using var connections = Connect(new OneAccount());
        var repository = connections.Get(registry.Name).ForPush("app", "base");

        await PullAsync(connections, registry);
        await PullAsync(connections, registry);
        Assert.AreEqual(2, registry.Requests.Count(request => request.Role == RegistryRole.Token));
        Assert.IsFalse(await repository.HasBlobAsync(image.Layers[0].Descriptor, Token));
        Assert.IsTrue(await repository.UploadBlobAsync(image.Layers[0], RepositoryName.Parse("base"), Token));
        Assert.IsTrue(await repository.UploadBlobAsync(image.Layers[1], RepositoryName.Parse("base"), Token));
        Assert.AreEqual(
            refuses ? 4 : 2,
            registry.Requests.Count(request => request.Role == RegistryRole.Token),
            "nothing is asked in vain twice"
        );
    }

    [TestMethod]
    public async Task Checks_in_parallel_wait_for_the_first_to_learn_the_challenge()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        using var connections = Connect(new OneAccount());

        await PushAsync(connections, registry, RandomImage.Create(1, layers: 8));

        Assert.AreEqual(1, registry.Requests.Count(request => request.Role == RegistryRole.Registry && request.Authorization is null));
        Assert.AreEqual(1, registry.Requests.Count(request => request.Role == RegistryRole.Token));
    }

    [TestMethod]
    public async Task An_anonymous_token_is_enough_to_pull_where_the_registry_grants_it()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, AnonymousPull = true }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        using var connections = Connect();

        await PullAsync(connections, registry);

        Assert.IsNull(registry.Requests.Single(request => request.Role == RegistryRole.Token).Authorization);
        await AssertCodeAsync(
            "CTZ3001",
            () => PushAsync(connections, registry, RandomImage.Create(2)),
            "No credentials were found",
            $"docker login {registry.Name}"
        );
    }

    [TestMethod]
    public async Task An_identity_token_is_exchanged_by_post()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, IdentityToken = Sentinel }
        );
        using var connections = Connect(new OneAccount("<token>", Sentinel));

        await PushAsync(connections, registry, RandomImage.Create(1));

        Assert.AreEqual("POST", registry.Requests.Single(request => request.Role == RegistryRole.Token).Method);
        await PushedImage.ValidateAsync(registry, "app", "latest");
    }

    [TestMethod]
    public async Task A_token_that_ends_early_is_renewed()
    {
        var refused = 0;
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Bearer,
                Fault = request =>
                    request is { Method: "PUT", Authorization: "Bearer", Role: RegistryRole.Registry }
                    && Interlocked.Increment(ref refused) == 1
                        ? new InjectedFault { Status = 401 }
                        : null,
            }
        );
        using var connections = Connect(new OneAccount());

        await PushAsync(connections, registry, RandomImage.Create(1));

        await PushedImage.ValidateAsync(registry, "app", "latest");
        Assert.AreEqual(2, registry.Requests.Count(request => request.Role == RegistryRole.Token));
    }

    [TestMethod]
    public async Task A_token_past_its_time_is_not_sent()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, TokenLifetime = TimeSpan.FromMinutes(1) }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        var clock = new SteppedClock();
        using var connections = Connect(new OneAccount(), options => options with { Time = clock });

        await PullAsync(connections, registry);
        await PullAsync(connections, registry);
        Assert.AreEqual(1, registry.Requests.Count(request => request is { Role: RegistryRole.Token, Authorization: "Basic" }));
        clock.Now += TimeSpan.FromSeconds(55);
        await PullAsync(connections, registry);

        Assert.AreEqual(2, registry.Requests.Count(request => request is { Role: RegistryRole.Token, Authorization: "Basic" }));
    }

    [TestMethod]
    [DataRow(RegistryAuthentication.Basic)]
    [DataRow(RegistryAuthentication.Bearer)]
    public async Task A_wrong_password_names_its_source_and_never_shows(RegistryAuthentication authentication)
    {
        // Each form in which it may come back, and one that the limit of a message cuts in two.
        var base64 = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Sentinel));
        var message = $"'{Sentinel}', {base64}, {Uri.EscapeDataString(Sentinel)} is wrong".PadRight(276, '.') + Sentinel;
        var echo = new InjectedFault { Status = 401, Body = $$"""{"errors":[{"code":"UNAUTHORIZED","message":"{{message}}"}]}""" };
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = authentication, Fault = request => request.Authorization == "Basic" ? echo : null }
        );
        using var connections = Connect(new OneAccount("user", Sentinel));

        var exception = await AssertCodeAsync(
            "CTZ3001",
            () => PushAsync(connections, registry, RandomImage.Create(1)),
            registry.Name,
            "the test's account",
            $"docker login {registry.Name}",
            "401"
        );

        Assert.DoesNotContain(Sentinel[..6], exception + LogText);
        Assert.DoesNotContain(base64, exception + LogText);
        Assert.DoesNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"user:{Sentinel}")), exception + LogText);
    }

    [TestMethod]
    public async Task Another_registrys_token_server_is_named_and_must_be_protected()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        using var connections = Connect(new OneAccount("user", "password"));
        await PushAsync(connections, registry, RandomImage.Create(1));
        Assert.Contains($"Registry '{registry.Name}' sends logins to {registry.Authority(RegistryRole.Token)}.", LogText);

        await using var careless = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, Realm = "http://tokens.example/token" }
        );
        await AssertCodeAsync(
            "CTZ3015",
            () => PushAsync(connections, careless, RandomImage.Create(1)),
            "http://tokens.example",
            careless.Name
        );

        // Behind a proxy is a registry elsewhere; whoever listens on this machine is not its token server.
        const string Elsewhere = "registry.invalid:5000";
        await using var proxy = new ForwardProxy(registry.Name);
        using var listed = Connect(new OneAccount("user", "password"), options =>
            options with
            {
                InsecureRegistries = [RegistryName.Parse(Elsewhere)],
                EnvironmentVariables = new Dictionary<string, string> { ["HTTP_PROXY"] = proxy.Name },
            }
        );
        await AssertCodeAsync(
            "CTZ3015",
            () => listed.Get(Elsewhere).ForPush("app").ResolveAsync("1.0", Token),
            $"http://{registry.Authority(RegistryRole.Token)}",
            Elsewhere
        );
    }

    [TestMethod]
    [DataRow("Negotiate", "CTZ3016", "Negotiate")]
    [DataRow("Bearer service=x", "CTZ3005", "realm")]
    public async Task A_challenge_that_cannot_be_met_says_why(string challenge, string code, string part)
    {
        var fault = new InjectedFault
        {
            Status = 401,
            Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = challenge },
        };
        await using var registry = await InMemoryRegistry.StartAsync(new() { Fault = _ => fault });
        using var connections = Connect(new OneAccount());

        await AssertCodeAsync(code, () => PushAsync(connections, registry, RandomImage.Create(1)), part, registry.Name);
    }

    [TestMethod]
    public async Task A_mount_source_that_may_not_be_read_does_not_spoil_the_token()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Bearer,
                Fault = request =>
                    request.Role == RegistryRole.Token && request.Query.Contains("private", StringComparison.Ordinal)
                        ? new InjectedFault { Status = 403 }
                        : null,
            }
        );
        using var connections = Connect(new OneAccount());
        var repository = connections.Get(registry.Name).ForPush("app", "private");
        var image = RandomImage.Create(1);

        Assert.IsTrue(await repository.UploadBlobAsync(image.Layers[0], RepositoryName.Parse("private"), Token));
        Assert.IsNotNull(registry.Content.GetBlob("app", image.Layers[0].Descriptor.Digest.ToString()));
    }

    [TestMethod]
    public async Task What_is_public_is_read_without_the_account_that_would_be_refused()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, AnonymousPull = true }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        var stale = new OneAccount("user", "a password of last year");
        using var connections = Connect(stale);

        await PullAsync(connections, registry);

        Assert.AreEqual(0, stale.Asked);
        Assert.IsNull(registry.Requests.Single(request => request.Role == RegistryRole.Token).Authorization);
    }

    [TestMethod]
    public async Task What_is_private_beside_what_is_public_is_read_with_the_account()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Bearer,
                AnonymousPull = true,
                PrivateRepositories = ["team/base"],
            }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);
        await registry.Content.AddImageAsync("team/base", "1.0", RandomImage.Create(2), Token);
        var account = new OneAccount();
        using var connections = Connect(account);

        await PullAsync(connections, registry);
        await PullAsync(connections, registry, "team/base:1.0");
        await PullAsync(connections, registry, "team/base:1.0");

        Assert.AreEqual(1, account.Asked);
        CollectionAssert.AreEqual(
            new string?[] { null, null, "Basic" },
            registry.Requests.Where(request => request.Role == RegistryRole.Token).Select(request => request.Authorization).ToArray()
        );
        using var stranger = Connect(new NoAccount());
        await AssertCodeAsync("CTZ3001", () => PullAsync(stranger, registry, "team/base:1.0"), "No credentials were found");
    }

    [TestMethod]
    [DataRow(403, "CTZ3002", "No credentials were found")]
    [DataRow(429, "CTZ3009", "log in")]
    [DataRow(404, "CTZ2002", "no such repository")]
    public async Task An_account_is_used_where_anonymous_clients_are_refused_otherwise(int status, string code, string part)
    {
        var isRefused = true;
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Bearer,
                AnonymousPull = true,
                Fault = request =>
                {
                    isRefused &= request is not { Role: RegistryRole.Token, Authorization: "Basic" };
                    return isRefused && request is { Role: RegistryRole.Registry, Authorization: "Bearer" }
                        ? new InjectedFault { Status = status }
                        : null;
                },
            }
        );
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(1), Token);

        using (var stranger = Connect(new NoAccount()))
        {
            await AssertCodeAsync(code, () => PullAsync(stranger, registry), part);
        }

        using var connections = Connect(new OneAccount());
        await PullAsync(connections, registry);
        Assert.IsFalse(isRefused);
    }

    [TestMethod]
    public async Task An_identity_token_that_is_replaced_at_each_use_stays_good()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Bearer,
                IdentityToken = Sentinel,
                RotatesIdentityTokens = true,
                TokenLifetime = TimeSpan.FromMinutes(1),
            }
        );
        var clock = new SteppedClock();
        using var connections = Connect(new OneAccount("<token>", Sentinel), options => options with { Time = clock });

        await PushAsync(connections, registry, RandomImage.Create(1));
        clock.Now += TimeSpan.FromSeconds(55);
        await PushAsync(connections, registry, RandomImage.Create(2), "app", "next");

        await PushedImage.ValidateAsync(registry, "app", "next");
        Assert.AreEqual(2, registry.Requests.Count(request => request is { Role: RegistryRole.Token, Method: "POST" }));
        Assert.DoesNotContain(Sentinel, LogText);
    }

    [TestMethod]
    public async Task A_token_that_is_larger_than_any_is_refused()
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Bearer,
                Fault = request =>
                    request.Role == RegistryRole.Token
                        ? new InjectedFault { Status = 200, Body = $$"""{"token":"{{new string('x', 1 << 20)}}"}""" }
                        : null,
            }
        );
        using var connections = Connect(new OneAccount());

        await AssertCodeAsync("CTZ3005", () => PushAsync(connections, registry, RandomImage.Create(1)), "too large");
    }

    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
