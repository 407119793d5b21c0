using Containerize.Testing;
using Containerize.Testing.Quirks;

namespace Containerize.Core.Tests.Registry;

/// <summary>What an answer says about logins and addresses counts for the registry that was named, and leads no one elsewhere.</summary>
[TestClass]
internal sealed class RegistryOriginTests : RegistryTestBase
{
    [TestMethod]
    [DataRow(RegistryAuthentication.Basic)]
    [DataRow(RegistryAuthentication.Bearer)]
    public async Task A_challenge_of_another_server_gets_no_login(RegistryAuthentication authentication)
    {
        await using var other = await InMemoryRegistry.StartAsync(new() { Authentication = authentication });
        var isFirst = true;
        await using var registry = await InMemoryRegistry.StartAsync(
            new() { Fault = request => Interlocked.Exchange(ref isFirst, false) ? Redirect($"http://{other.Name}{request.Path}") : null }
        );
        var account = new OneAccount();
        using var connections = Connect(account);
        var repository = connections.Get(registry.Name).ForPush("app");

        await AssertCodeAsync("CTZ3080", () => repository.ResolveAsync("1.0", Token), registry.Name, other.Name, "401");
        await PushAsync(connections, registry, RandomImage.Create(1));

        Assert.AreEqual(0, account.Asked);
        Assert.IsTrue(other.Requests.All(request => request.Authorization is null));
        Assert.IsEmpty(other.Calls(RegistryRole.Token));
        await PushedImage.ValidateAsync(registry, "app", "latest");
    }

    [TestMethod]
    [DataRow(401, "CTZ3080")]
    [DataRow(403, "CTZ3002")]
    public async Task A_refusal_after_a_redirect_names_the_server_that_refuses(int status, string code)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                RedirectsBlobs = true,
                Fault = request => request.Role == RegistryRole.Storage ? new InjectedFault { Status = status } : null,
            }
        );
        var image = RandomImage.Create(1);
        await registry.Content.AddImageAsync("base", "1.0", image, Token);
        using var connections = Connect(new OneAccount());

        var exception = await AssertCodeAsync(
            code,
            () => connections.Get(registry.Name).ForPull("base").ReadBlobAsync(image.Layers[0].Descriptor, Token),
            $"registry '{registry.Name}'",
            registry.Authority(RegistryRole.Storage),
            $"HTTP {status}"
        );

        Assert.DoesNotContain("docker login", exception.Message);
    }

    [TestMethod]
    public async Task A_server_that_sends_back_to_the_registry_gets_nothing_done_with_the_account()
    {
        var back = "";
        await using var other = await InMemoryRegistry.StartAsync(new() { Fault = _ => Redirect(back) });
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Authentication = RegistryAuthentication.Basic,
                Fault = request =>
                    request.Path.EndsWith("/1.0", StringComparison.Ordinal) && request.Authorization is not null
                        ? Redirect($"http://{other.Name}/")
                        : null,
            }
        );
        back = $"http://{registry.Name}/v2/app/manifests/2.0";
        await registry.Content.AddImageAsync("app", "2.0", RandomImage.Create(1), Token);
        using var connections = Connect(new OneAccount());

        await AssertCodeAsync("CTZ3001", () => connections.Get(registry.Name).ForPull("app").ResolveAsync("1.0", Token), registry.Name);

        Assert.IsTrue(
            registry
                .Requests.Where(request => request.Path.EndsWith("/2.0", StringComparison.Ordinal))
                .All(request => request.Authorization is null)
        );
    }

    [TestMethod]
    [DataRow("http://[")]
    [DataRow("http://")]
    [DataRow("//")]
    [DataRow("http://a b/")]
    [DataRow("http://host:99999/")]
    [DataRow("http:///v2/")]
    [DataRow("urn:x")]
    [DataRow("file:///etc/passwd")]
    public async Task A_location_that_leads_nowhere_is_a_coded_error(string location)
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Fault = request => Redirect(location) });
        using var first = Connect();
        await AssertCodeAsync("CTZ3014", () => first.Get(registry.Name).ForPull("app").ResolveAsync("1.0", Token), registry.Name);

        await using var uploads = await InMemoryRegistry.StartAsync(
            new() { Fault = request => request.Method == "POST" ? Redirect(location) with { Status = 202 } : null }
        );
        using var connections = Connect();
        await AssertCodeAsync("CTZ3014", () => PushAsync(connections, uploads, RandomImage.Create(1, layers: 0)), uploads.Name);
    }

    [TestMethod]
    public async Task A_path_with_two_slashes_before_it_stays_at_the_registry()
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Quirks = [new DoublesSlashes()] });
        using var connections = Connect();

        await PushAsync(connections, registry, RandomImage.Create(1));

        await PushedImage.ValidateAsync(registry, "app", "latest");
    }

    [TestMethod]
    [DataRow("<{0}>; rel=\"next\"")]
    [DataRow("</v2/other/first>; rel=\"first\", <{0}>; rel=\"next\"")]
    [DataRow("</v2/other/next>; rel=\"prev\"; title=\"next, <x>; rel=next\",<{0}>;REL=Next")]
    [DataRow("<{0}>; type=\"application/json\"; rel=\"last next\"")]
    [DataRow("<https://registry.invalid{0}>; rel=next")]
    [DataRow("<https://registry.invalid/{0}>; rel=next")]
    [DataRow("</{0}>; rel=next")]
    [DataRow("<///evil.invalid/x>; rel=prev, <{0}>; rel=next")]
    public async Task The_next_page_is_the_link_that_says_so_and_at_the_registry(string link)
    {
        await using var registry = await InMemoryRegistry.StartAsync(
            new()
            {
                Fault = request =>
                    request.Query.Contains("last", StringComparison.Ordinal)
                        ? null
                        : Tags("1.0", string.Format(null, link, "/v2/app/tags/list?last=1.0")),
            }
        );
        await registry.Content.AddImageAsync("app", "2.0", RandomImage.Create(1), Token);
        using var connections = Connect();
        var found = new List<string>();

        Assert.IsNull(await connections.Get(registry.Name).ForPull("app").ListTagsAsync(found.Add, Token));

        CollectionAssert.AreEqual(new[] { "1.0", "2.0" }, found);
    }

    [TestMethod]
    [DataRow("</v2/app/tags/list?last=1.0>; rel=\"prev\"; title=\"next\"")]
    [DataRow("</v2/app/tags/list?last=1.0>; title=\"rel=next\"")]
    [DataRow("</v2/app/next>")]
    [DataRow("next")]
    [DataRow("<; rel=next")]
    public async Task A_list_without_a_link_to_a_next_page_ends(string link)
    {
        await using var registry = await InMemoryRegistry.StartAsync(new() { Fault = _ => Tags("1.0", link) });
        using var connections = Connect();
        var found = new List<string>();

        Assert.IsNull(await connections.Get(registry.Name).ForPull("app").ListTagsAsync(found.Add, Token));

        CollectionAssert.AreEqual(new[] { "1.0" }, found);
    }

    private static InjectedFault Redirect(string location) =>
        new()
        {
            Status = 307,
            Headers = new Dictionary<string, string> { ["Location"] = location },
        };

    private static InjectedFault Tags(string tag, string link) =>
        new()
        {
            Status = 200,
            Body = $$"""{"tags":["{{tag}}"]}""",
            Headers = new Dictionary<string, string> { ["Link"] = link },
        };
}
