using System.Collections.Immutable;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Pipeline;

/// <summary>What a whole publish asks a registry: each thing once, and nothing that was seen before.</summary>
[TestClass]
internal sealed class PublishOperationRequestsTests : IDisposable
{
    private static readonly Image BaseOfAll = RandomImage.Create(1);

    private readonly TemporaryDirectory _folder = new();

    private CacheOptions Cache => new() { Path = _folder.PathOf("cache") };

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Nothing_changed_is_a_question_for_the_base_and_one_for_each_tag()
    {
        await using var registry = await StartAsync();
        await PublishAsync(registry);
        var before = registry.Requests.Count;

        var result = await PublishAsync(registry);

        Assert.IsTrue(result.IsUnchanged);
        AssertCalls(registry, before, "HEAD /v2/base/manifests/1.0", "HEAD /v2/team/app/manifests/1.2.3");
    }

    [TestMethod]
    public async Task Nothing_changed_on_a_pinned_base_is_one_question()
    {
        await using var registry = await StartAsync();
        var pinned = $"{registry.Name}/base@{BaseOfAll.Manifest.Digest}";
        await PublishAsync(registry, pinned);
        var before = registry.Requests.Count;

        Assert.IsTrue((await PublishAsync(registry, pinned)).IsUnchanged);

        AssertCalls(registry, before, "HEAD /v2/team/app/manifests/1.2.3");
    }

    [TestMethod]
    public async Task Nothing_changed_behind_a_login_is_four_requests()
    {
        await using var registry = await StartAsync(RegistryAuthentication.Bearer);
        await PublishAsync(registry);
        var before = registry.Requests.Count;

        Assert.IsTrue((await PublishAsync(registry)).IsUnchanged);

        CollectionAssert.AreEqual(
            new[]
            {
                "Registry HEAD /v2/team/app/manifests/1.2.3 ",
                "Token GET "
                    + "/token?client_id=containerize-sdk&service=in-memory&scope=repository%3Ateam%2Fapp%3Apull%2Cpush&scope=repository%3Abase%3Apull "
                    + "Basic",
            },
            registry.Requests.Skip(before).Take(2).Select(request => request.ToString()).ToArray()
        );
        CollectionAssert.AreEquivalent(
            new[] { "Registry HEAD /v2/base/manifests/1.0 Bearer", "Registry HEAD /v2/team/app/manifests/1.2.3 Bearer" },
            registry.Requests.Skip(before + 2).Select(request => request.ToString()).ToArray()
        );
    }

    [TestMethod]
    public async Task Nothing_changed_in_a_fresh_checkout_reads_each_document_once()
    {
        await using var registry = await StartAsync();
        var image = await PublishedAsync(registry, await PublishAsync(registry));
        var before = registry.Requests.Count;

        Assert.IsTrue((await PublishAsync(registry, cache: CacheOptions.None)).IsUnchanged);

        AssertCalls(
            registry,
            before,
            "GET /v2/base/manifests/1.0",
            $"GET /v2/base/blobs/{BaseOfAll.Manifest.Config.Digest}",
            "GET /v2/team/app/manifests/1.2.3",
            $"GET /v2/team/app/blobs/{image.Config.Digest}"
        );
    }

    [TestMethod]
    public async Task A_login_for_a_cold_publish_is_one_token()
    {
        await using var registry = await StartAsync(RegistryAuthentication.Bearer);

        await PublishAsync(registry);

        Assert.AreEqual(1, registry.Requests.Count(request => request.Role == RegistryRole.Token));
        Assert.AreEqual(1, registry.Requests.Count(request => request.Role == RegistryRole.Registry && request.Authorization is null));
        await PushedImage.ValidateAsync(registry, "team/app", "1.2.3");
    }

    [TestMethod]
    public async Task A_new_tag_beside_an_image_to_take_layers_from_sends_no_layer()
    {
        await using var registry = await StartAsync(RegistryAuthentication.Bearer);
        await PublishAsync(registry);
        var before = registry.Requests.Count;

        // Another repository and another tag: nothing of it is known but by the reference.
        var plan = Plan($"{registry.Name}/base:1.0") with { Name = TestNames.Image("other", ["pr-12"]) };
        var result = await PublishAsync(registry, plan, Cache, cacheFrom: "team/app:1.2.3 none");

        var sent = (await PushedImage.ValidateAsync(registry, "other", "pr-12")).Config.Size;
        Assert.AreEqual(sent, result.BytesSent);
        Assert.AreEqual(1, registry.Requests.Skip(before).Count(request => request.Role == RegistryRole.Token));
        Assert.IsFalse(
            registry
                .Requests.Skip(before)
                .Any(request => request.Method == "GET" && request.Path.Contains("/blobs/", StringComparison.Ordinal))
        );
        Assert.Contains(
            request => request.Method == "POST" && request.Query.Contains("from=team%2Fapp", StringComparison.Ordinal),
            registry.Requests.Skip(before)
        );
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertCalls(InMemoryRegistry registry, int before, params string[] expected) =>
        CollectionAssert.AreEquivalent(expected, registry.Calls().Skip(before).ToArray());

    private async Task<InMemoryRegistry> StartAsync(RegistryAuthentication authentication = RegistryAuthentication.None)
    {
        var registry = await InMemoryRegistry.StartAsync(new() { Authentication = authentication });
        await registry.Content.AddImageAsync("base", "1.0", BaseOfAll, TestContext.CancellationToken);
        return registry;
    }

    private async Task<Manifest> PublishedAsync(InMemoryRegistry registry, PublishResult result)
    {
        Assert.IsFalse(result.IsUnchanged);
        return await PushedImage.ValidateAsync(registry, "team/app", "1.2.3");
    }

    private Task<PublishResult> PublishAsync(InMemoryRegistry registry, string? baseImage = null, CacheOptions? cache = null) =>
        PublishAsync(registry, Plan(baseImage ?? $"{registry.Name}/base:1.0"), cache ?? Cache);

    /// <summary>One build: connections, logins and what is known begin anew; what is cached alone stays.</summary>
    private async Task<PublishResult> PublishAsync(InMemoryRegistry registry, ImagePlan plan, CacheOptions cache, string cacheFrom = "")
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        using var services = new PipelineServices(
            new PipelineOptions
            {
                Log = SilentLog.Instance,
                Environment = new Dictionary<string, string>
                {
                    ["SDK_CONTAINER_REGISTRY_UNAME"] = "user",
                    ["SDK_CONTAINER_REGISTRY_PWORD"] = "password",
                },
                OutputRegistries = [RegistryName.Parse(registry.Name)],
                ProductVersion = "1.0.0",
                LayerDirectory = _folder.PathOf("layers"),
                Cache = cache,
                KnownLayersFrom = KnownLayersReference.ParseList(cacheFrom, errors),
            }
        );
        Assert.IsEmpty(errors);
        var request = PublishRequest.ToBuild(plan, [TestNames.Destination(registry.Name)]);
        return (await new PublishOperation(services).RunAsync(request, TestContext.CancellationToken)).Application.Results[0];
    }

    private ImagePlan Plan(string baseImage)
    {
        _folder.Write("publish/App.dll", "an application");
        return new ImagePlan
        {
            Name = TestNames.Image("team/app", ["1.2.3"]),
            Base = BaseImageReference.TryParse(baseImage, _folder.FullName)!,
            Platform = RandomImage.LinuxAmd64,
            PublishDirectory = _folder.PathOf("publish"),
            AssemblyName = "App",
            EntryFile = "App.dll",
            WorkingDirectory = "/app",
            Command = new LaunchCommand { AppCommand = ["dotnet", "/app/App.dll"] },
            Labels = ImmutableSortedDictionary<string, string>.Empty,
            Created = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        };
    }
}
