using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Pipeline;

/// <summary>One image for several places at once: made once, read once, and each place answers for itself.</summary>
[TestClass]
internal sealed class PublishOperationDestinationsTests : IDisposable
{
    private static readonly Image Base = RandomImage.Create(2);

    private readonly TemporaryDirectory _folder = new();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Every_kind_of_place_gets_the_same_image()
    {
        await using var source = await StartAsync(withBase: true);
        await using var one = await StartAsync();
        await using var two = await StartAsync();

        var (image, results) = await PublishAsync(
            source,
            TestNames.Destination(one.Name),
            TestNames.Destination(two.Name),
            new Destination.Archive(_folder.PathOf("app.tar")),
            new Destination.OciArchive(_folder.PathOf("app.oci.tar")),
            new Destination.Layout(_folder.PathOf("layout"))
        );

        Assert.IsEmpty(results.SelectMany(result => result.Errors));
        CollectionAssert.AreEqual(
            new[]
            {
                DestinationKind.Registry,
                DestinationKind.Registry,
                DestinationKind.Archive,
                DestinationKind.OciArchive,
                DestinationKind.Layout,
            },
            results.Select(result => result.Kind).ToArray()
        );
        foreach (var registry in new[] { one, two })
        {
            Assert.AreEqual(image.Manifest.Digest, (await PushedImage.ValidateAsync(registry, "team/app", "1.2.3")).Digest);
        }

        var stored = await LayoutImage.ReadAsync(_folder.PathOf("layout"), "", TestContext.CancellationToken);
        Assert.AreEqual(image.Manifest.Digest, stored.Image.Manifest.Digest);
        Assert.IsTrue(File.Exists(_folder.PathOf("app.tar")) && File.Exists(_folder.PathOf("app.oci.tar")));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_base_layer_is_downloaded_once_for_all_of_them(bool cached)
    {
        await using var source = await StartAsync(withBase: true);
        await using var one = await StartAsync();
        await using var two = await StartAsync();

        await PublishAsync(
            source,
            cached ? Cache : CacheOptions.None,
            TestNames.Destination(one.Name),
            TestNames.Destination(two.Name),
            new Destination.Layout(_folder.PathOf("layout"))
        );

        foreach (var layer in Base.Manifest.Layers)
        {
            Assert.AreEqual(1, source.Calls().Count(call => call == $"GET /v2/base/blobs/{layer.Digest}"), layer.Digest.ToString());
        }

        Assert.IsEmpty(
            Directory.Exists(_folder.PathOf("obj")) ? Directory.GetFiles(_folder.PathOf("obj"), ".*", SearchOption.AllDirectories) : []
        );
    }

    [TestMethod]
    public async Task A_cached_base_layer_is_not_downloaded_again()
    {
        await using var source = await StartAsync(withBase: true);
        await PublishAsync(source, new Destination.Layout(_folder.PathOf("layout")));
        var before = source.Requests.Count;

        await PublishAsync(source, new Destination.Archive(_folder.PathOf("app.tar")));

        Assert.DoesNotContain(call => call.Contains("/blobs/", StringComparison.Ordinal), source.Calls().Skip(before));
    }

    [TestMethod]
    public async Task One_that_fails_does_not_keep_the_image_from_the_others()
    {
        await using var source = await StartAsync(withBase: true);
        await using var works = await StartAsync();
        var taken = _folder.PathOf("taken");
        _folder.Write("taken/file.txt", "not a layout");

        var (image, results) = await PublishAsync(
            source,
            TestNames.Destination("localhost:1"),
            new Destination.Layout(taken),
            TestNames.Destination(works.Name),
            new Destination.Archive(_folder.PathOf("app.tar"))
        );

        CollectionAssert.AreEqual(
            new[] { "CTZ3006", "CTZ4024", "", "" },
            results.Select(result => string.Join(",", result.Errors.Select(error => error.Code))).ToArray()
        );
        CollectionAssert.AreEqual(
            new[] { "localhost:1", taken, works.Name, _folder.PathOf("app.tar") },
            results.Select(result => result.Destination).ToArray()
        );
        Assert.IsEmpty(results[0].References);
        Assert.AreEqual(image.Manifest.Digest, (await PushedImage.ValidateAsync(works, "team/app", "1.2.3")).Digest);
    }

    [TestMethod]
    public async Task Registries_that_all_fail_are_all_named()
    {
        await using var source = await StartAsync(withBase: true);
        string[] codes;
        try
        {
            var (_, results) = await PublishAsync(source, TestNames.Destination("localhost:1"), TestNames.Destination("127.0.0.1:1"));
            codes = [.. results.SelectMany(result => result.Errors).Select(error => error.Code)];
        }
        catch (ContainerizeException exception)
        {
            // They failed while the image was still being made: it then is made for nobody.
            codes = [.. exception.Diagnostics.Select(error => error.Code)];
        }

        CollectionAssert.AreEqual(new[] { "CTZ3006", "CTZ3006" }, codes);
    }

    [TestMethod]
    public async Task A_layer_that_one_registry_has_is_sent_to_the_other_alone()
    {
        await using var source = await StartAsync(withBase: true);
        await using var old = await StartAsync();
        await using var young = await StartAsync();
        var (first, _) = await PublishAsync(source, CacheOptions.None, TestNames.Destination(old.Name));
        var before = old.Requests.Count;

        var (second, results) = await PublishAsync(
            source,
            CacheOptions.None,
            TestNames.Destination(old.Name),
            TestNames.Destination(young.Name)
        );

        Assert.AreEqual(first.Manifest.Digest, second.Manifest.Digest);
        Assert.IsTrue(results[0].IsUnchanged);
        Assert.IsFalse(results[1].IsUnchanged);
        await PushedImage.ValidateAsync(young, "team/app", "1.2.3");
        Assert.DoesNotContain(
            call => call.Contains(second.Manifest.Layers[^1].Digest.ToString(), StringComparison.Ordinal),
            old.Calls().Skip(before)
        );
    }

    [TestMethod]
    public async Task An_image_that_was_built_before_goes_to_several_places_too()
    {
        await using var source = await StartAsync(withBase: true);
        await using var one = await StartAsync();
        var (image, _) = await PublishAsync(source, new Destination.Layout(_folder.PathOf("layout")));
        var before = source.Requests.Count;

        var stored = await BuiltImageStore.ReadAsync(new Destination.Layout(_folder.PathOf("layout")), TestContext.CancellationToken);
        using var services = Services(CacheOptions.None);
        var request = new PublishRequest(
            new ImageToPublish.Built("", stored),
            Beside: [],
            [TestNames.Destination(one.Name), TestNames.Destination("localhost:1"), new Destination.OciArchive(_folder.PathOf("app.tar"))]
        );
        var results = (await new PublishOperation(services).RunAsync(request, TestContext.CancellationToken)).Application.Results;

        CollectionAssert.AreEqual(new[] { true, false, true }, results.Select(result => result.Errors.IsEmpty).ToArray());
        Assert.AreEqual(image.Manifest.Digest, (await PushedImage.ValidateAsync(one, "team/app", "1.2.3")).Digest);
        Assert.HasCount(before, source.Requests);
    }

    public void Dispose() => _folder.Dispose();

    private CacheOptions Cache => new() { Path = _folder.PathOf("cache") };

    private async Task<InMemoryRegistry> StartAsync(bool withBase = false)
    {
        var registry = await InMemoryRegistry.StartAsync(new());
        if (withBase)
        {
            await registry.Content.AddImageAsync("base", "1.0", Base, TestContext.CancellationToken);
        }

        return registry;
    }

    private PipelineServices Services(CacheOptions cache) =>
        new(
            new PipelineOptions
            {
                Log = SilentLog.Instance,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal),
                ProductVersion = "1.0.0",
                LayerDirectory = _folder.PathOf("obj"),
                Cache = cache,
            }
        );

    private Task<(Image Image, ImmutableArray<PublishResult> Results)> PublishAsync(
        InMemoryRegistry source,
        params ImmutableArray<Destination> destinations
    ) => PublishAsync(source, Cache, destinations);

    private async Task<(Image Image, ImmutableArray<PublishResult> Results)> PublishAsync(
        InMemoryRegistry source,
        CacheOptions cache,
        params ImmutableArray<Destination> destinations
    )
    {
        _folder.Write("publish/App.dll", "an application");
        using var services = Services(cache);
        var plan = new ImagePlan
        {
            Name = TestNames.Image("team/app", ["1.2.3", "latest"]),
            Base = BaseImageReference.TryParse($"{source.Name}/base:1.0", _folder.FullName)!,
            Platform = RandomImage.LinuxAmd64,
            PublishDirectory = _folder.PathOf("publish"),
            AssemblyName = "App",
            EntryFile = "App.dll",
            WorkingDirectory = "/app",
            Command = new LaunchCommand { AppCommand = ["dotnet", "/app/App.dll"] },
            Labels = ImmutableSortedDictionary<string, string>.Empty,
            Created = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        };
        var request = PublishRequest.ToBuild(plan, destinations);
        var application = (await new PublishOperation(services).RunAsync(request, TestContext.CancellationToken)).Application;
        return (application.Image.Image, application.Results);
    }
}
