using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Core.Tests.Building;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Reporting;
using Containerize.Testing;

namespace Containerize.Core.Tests.Pipeline;

/// <summary>A version that is published a second time: of the same commit, of another, and with files whose times alone differ.</summary>
[TestClass]
internal sealed class PublishOperationVersionsTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private const string Other = "89abcdef0123456789abcdef0123456789abcdef";
    private static readonly Image BaseOfAll = RandomImage.Create(1);

    private static LayerKey Key { get; } =
        LayerKey.TryCreate(new string('k', LayerKey.MinimumLength), out var key) ? key : throw new InvalidOperationException();

    private readonly TemporaryDirectory _folder = new();
    private readonly RecordingBuildLog _log = new();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Times_of_a_checkout_in_the_list_of_static_assets_are_not_in_the_image()
    {
        await using var registry = await StartAsync();
        var (first, _) = await PublishAsync(
            registry,
            Plan(registry),
            Endpoints("Sat, 28 Nov 2026 01:48:41 GMT", "Sat, 22 Aug 2026 16:09:04 GMT")
        );
        var (second, results) = await PublishAsync(
            registry,
            Plan(registry),
            Endpoints("Sun, 29 Nov 2026 10:00:00 GMT", "Mon, 23 Aug 2027 16:09:04 GMT")
        );
        Assert.AreEqual(first.Image.Manifest.Digest, second.Image.Manifest.Digest);
        Assert.IsTrue(results.Single().IsUnchanged);
        Assert.Contains(
            "29 Nov 2026",
            await File.ReadAllTextAsync(_folder.PathOf("publish/App.staticwebassets.endpoints.json"), TestContext.CancellationToken)
        );

        var (changed, _) = await PublishAsync(
            registry,
            Plan(registry) with
            {
                Name = new(RepositoryName.Parse("team/app"), [TestNames.Free("next")]),
            },
            Endpoints("Sun, 29 Nov 2026 10:00:00 GMT", "Mon, 23 Aug 2027 16:09:04 GMT", etag: "b")
        );
        Assert.AreNotEqual(first.Image.Manifest.Digest, changed.Image.Manifest.Digest);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task What_was_published_of_the_commit_is_kept_and_nothing_is_sent(bool hasIndex)
    {
        await using var registry = await StartAsync();
        var plan = Plan(registry) with { HasIndex = hasIndex };
        var (first, _) = await PublishAsync(registry, plan, "built at 10:00");
        var before = registry.Requests.Count;

        var (second, results) = await PublishAsync(registry, plan, "built at 11:00");

        Assert.IsTrue(second.IsKept);
        Assert.AreEqual(first.Images.Digest, second.Images.Digest);
        Assert.IsTrue(results.Single().IsUnchanged);
        Assert.DoesNotContain(request => request.Method is "POST" or "PUT" or "PATCH", registry.Requests.Skip(before));
        Assert.Contains(
            "kept the published image of this commit",
            Summary.Line(new ImageReport(second, results, TimeSpan.Zero), results[0])
        );
        var told = _log.Diagnostics.Single(one => one.Code == "CTZ3091");
        Assert.Contains(first.Images.Digest.ToString(), told.Message);
        Assert.Contains("the layer 'application'", told.Message);
    }

    [TestMethod]
    public async Task Tags_that_a_publish_before_did_not_get_to_are_put()
    {
        await using var registry = await StartAsync();
        var (first, _) = await PublishAsync(registry, Plan(registry), "built at 10:00");
        var plan = Plan(registry);
        var (_, results) = await PublishAsync(
            registry,
            plan with
            {
                Name = plan.Name with { Tags = [.. plan.Name.Tags, TestNames.Free("stable")] },
            },
            "built at 11:00"
        );
        Assert.IsEmpty(results.Single().Errors);
        Assert.AreEqual(first.Images.Digest.ToString(), registry.Content.GetManifest("team/app", "stable")!.Digest);
    }

    [TestMethod]
    [DataRow(Other, Other)]
    [DataRow("", Commit)]
    public async Task Another_commit_or_a_changed_tree_is_an_error_that_names_what_differs(string committed, string label)
    {
        await using var registry = await StartAsync();
        await PublishAsync(registry, Plan(registry), "built at 10:00");

        var (_, results) = await PublishAsync(registry, Plan(registry, committed, label), "built at 11:00");

        var error = results.Single().Errors.Single();
        Assert.AreEqual("CTZ3050", error.Code);
        Assert.Contains("the layer 'application' (app/build.txt)", error.Message);
        Assert.Contains("ContainerTagScheme", error.Message);
        Assert.AreEqual(label == Other, error.Message.Contains("org.opencontainers.image.revision", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task It_is_not_taken_to_places_that_do_not_have_it()
    {
        await using var registry = await StartAsync();
        await PublishAsync(registry, Plan(registry), "built at 10:00");
        var (built, results) = await PublishAsync(
            registry,
            Plan(registry),
            "built at 11:00",
            new Destination.Layout(_folder.PathOf("layout"))
        );
        Assert.IsFalse(built.IsKept);
        Assert.AreEqual("CTZ3050", results[0].Errors.Single().Code);
        Assert.IsEmpty(results[1].Errors);
    }

    [TestMethod]
    public async Task An_image_with_other_settings_is_not_of_this_commit_whatever_its_label_says()
    {
        await using var registry = await StartAsync();
        await PublishAsync(registry, Plan(registry) with { User = "0" }, "built at 10:00");

        var (built, results) = await PublishAsync(registry, Plan(registry), "built at 11:00");

        Assert.IsFalse(built.IsKept);
        var error = results.Single().Errors.Single();
        Assert.AreEqual("CTZ3050", error.Code);
        Assert.Contains("the user", error.Message);
    }

    [TestMethod]
    [DataRow(true, true)]
    [DataRow(false, false)]
    public async Task With_a_key_what_it_does_not_vouch_for_is_not_kept(bool signs, bool isKept)
    {
        await using var registry = await StartAsync();
        await PublishAsync(registry, Plan(registry), "built at 10:00", signs ? Key : null);

        var (built, results) = await PublishAsync(registry, Plan(registry), "built at 11:00", Key);

        Assert.AreEqual(isKept, built.IsKept);
        Assert.AreEqual(isKept, results.Single().Errors.IsEmpty);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task With_a_key_another_base_is_no_reason_to_keep_an_image(bool hasKey)
    {
        await using var registry = await StartAsync();
        await PublishAsync(registry, Plan(registry), "built at 10:00", hasKey ? Key : null);
        await registry.Content.AddImageAsync("base", "1.0", RandomImage.Create(2), TestContext.CancellationToken);

        var (built, _) = await PublishAsync(registry, Plan(registry), "built at 11:00", hasKey ? Key : null);

        Assert.AreEqual(!hasKey, built.IsKept);
    }

    public void Dispose() => _folder.Dispose();

    private static string Endpoints(string one, string other, string etag = "a") =>
        $$"""{"Version":1,"Endpoints":[{"Route":"a.js","ResponseHeaders":[{"Name":"ETag","Value":"\"{{etag}}\""},{"Name":"Last-Modified","Value":"{{one}}"}]},{"Route":"b.js","ResponseHeaders":[{"Name":"Last-Modified","Value":"{{other}}"}]}]}""";

    private async Task<InMemoryRegistry> StartAsync()
    {
        var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync("base", "1.0", BaseOfAll, TestContext.CancellationToken);
        return registry;
    }

    private async Task<(BuiltImage Image, ImmutableArray<PublishResult> Results)> PublishAsync(
        InMemoryRegistry registry,
        ImagePlan plan,
        string text,
        params Destination[] others
    ) => await PublishAsync(registry, plan, text, key: null, others);

    private async Task<(BuiltImage Image, ImmutableArray<PublishResult> Results)> PublishAsync(
        InMemoryRegistry registry,
        ImagePlan plan,
        string text,
        LayerKey? key,
        params Destination[] others
    )
    {
        _folder.Write("publish/App.dll", "an application");
        _folder.Write(text.StartsWith('{') ? "publish/App.staticwebassets.endpoints.json" : "publish/build.txt", text);
        using var services = new PipelineServices(
            new PipelineOptions
            {
                Log = _log,
                Environment = new Dictionary<string, string>(),
                OutputRegistries = [RegistryName.Parse(registry.Name)],
                ProductVersion = "1.0.0",
                LayerDirectory = _folder.PathOf("layers"),
                Cache = new() { Path = _folder.PathOf("cache") },
                KnownLayers = new LayerTrust(IsTrusted: false, key),
            }
        );
        var request = PublishRequest.ToBuild(plan, [TestNames.Destination(registry.Name), .. others]);
        var application = (await new PublishOperation(services).RunAsync(request, TestContext.CancellationToken)).Application;
        return (application.Image, application.Results);
    }

    private ImagePlan Plan(InMemoryRegistry registry, string committed = Commit, string label = Commit) =>
        Samples.Plan with
        {
            Name = TestNames.Tagged("team/app", TestNames.Fixed("1.2.3") with { Revision = committed }),
            Base = BaseImageReference.TryParse($"{registry.Name}/base:1.0", _folder.FullName)!,
            PublishDirectory = _folder.PathOf("publish"),
            Labels = ImmutableSortedDictionary<string, string>.Empty.Add(LabelKeys.Revision, label),
        };
}
