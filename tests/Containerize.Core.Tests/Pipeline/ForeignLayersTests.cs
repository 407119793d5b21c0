using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Streams;
using Containerize.Testing;

namespace Containerize.Core.Tests.Pipeline;

/// <summary>
/// An image whose configuration lies: it has the diff ids of a published image, and another blob in place of its last
/// layer. Nothing of it gets into what a build publishes, whichever way it comes in.
/// </summary>
[TestClass]
internal sealed class ForeignLayersTests : IDisposable
{
    private const int Small = 1_000;

    // Above what is compressed here without looking at what the registry has.
    private const int Large = 5_000_000;

    private static readonly Image Base = RandomImage.Create(1);
    private static readonly Image Foreign = RandomImage.Create(666, layers: 1, layerSize: 2_000);

    private readonly TemporaryDirectory _folder = new();
    private readonly RecordingBuildLog _log = new();

    private CacheOptions Cache => new() { Path = _folder.PathOf("cache"), Time = new StandingClock() };

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(Small)]
    [DataRow(Large)]
    public async Task The_repositorys_own_latest(int size)
    {
        await using var registry = await StartAsync(size);
        await LieAsync(registry, "team/app", "latest");

        await PublishAsync(registry, "team/app", "1.2.4 latest");

        await AssertOursAsync(registry, "team/app", "latest");
    }

    [TestMethod]
    [DataRow(Small)]
    [DataRow(Large)]
    public async Task A_named_tag_of_the_repository(int size)
    {
        await using var registry = await StartAsync(size);
        await LieAsync(registry, "team/app", "evil");

        await PublishAsync(registry, "team/app", "1.2.4", cacheFrom: "evil");

        await AssertOursAsync(registry, "team/app", "1.2.4");
    }

    [TestMethod]
    [DataRow(Small)]
    [DataRow(Large)]
    public async Task Another_repository(int size)
    {
        await using var registry = await StartAsync(size);
        await LieAsync(registry, "h/evil", "latest");

        await PublishAsync(registry, "h/new", "1.2.4", cacheFrom: "h/evil:latest");

        await AssertOursAsync(registry, "h/new", "1.2.4");
    }

    [TestMethod]
    [DataRow(Small)]
    [DataRow(Large)]
    public async Task Another_registry(int size)
    {
        await using var registry = await StartAsync(size);
        await using var other = await InMemoryRegistry.StartAsync();
        await LieAsync(registry, "h/evil", "latest", to: other);

        await PublishAsync(registry, "h/new", "1.2.4", cacheFrom: $"{other.Name}/h/evil:latest");

        await AssertOursAsync(registry, "h/new", "1.2.4");
    }

    [TestMethod]
    [DataRow(Small)]
    [DataRow(Large)]
    public async Task With_a_warm_cache(int size)
    {
        await using var registry = await StartAsync(size);
        await PublishAsync(registry, "team/app", "1.2.4", cache: Cache);
        await LieAsync(registry, "team/app", "latest");

        await PublishAsync(registry, "team/app", "1.2.5 latest", cache: Cache);
        await PublishAsync(registry, "team/other", "1.2.5", cacheFrom: "team/app:latest", cache: Cache);

        await AssertOursAsync(registry, "team/app", "latest");
        await AssertOursAsync(registry, "team/other", "1.2.5");
    }

    [TestMethod]
    [DataRow(Small)]
    [DataRow(Large)]
    public async Task What_was_refused_does_not_enter_the_cache(int size)
    {
        await using var registry = await StartAsync(size);
        await LieAsync(registry, "h/evil", "latest");

        await PublishAsync(registry, "h/one", "1.2.4", cacheFrom: "h/evil:latest", cache: Cache);
        await PublishAsync(registry, "h/two", "1.2.4", cacheFrom: "h/evil:latest", cache: Cache);

        await AssertOursAsync(registry, "h/one", "1.2.4");
        await AssertOursAsync(registry, "h/two", "1.2.4");
    }

    [TestMethod]
    [DataRow(Small)]
    [DataRow(Large)]
    public async Task Into_an_archive_and_a_layout(int size)
    {
        await using var registry = await StartAsync(size);
        await LieAsync(registry, "h/evil", "latest");
        var archive = _folder.PathOf("app.tar");

        await PublishAsync(
            registry,
            "h/new",
            "1.2.4",
            cacheFrom: "h/evil:latest",
            destinations:
            [
                TestNames.Destination(registry.Name),
                new Destination.Archive(archive),
                new Destination.Layout(_folder.PathOf("layout")),
            ]
        );

        var manifest = await AssertOursAsync(registry, "h/new", "1.2.4");
        Assert.IsTrue(File.Exists(_folder.PathOf($"layout/blobs/sha256/{manifest.Layers[^1].Digest.Hex}")));
        Assert.AreEqual("app/App.dll", await LastFileAsync(archive));
    }

    [TestMethod]
    [DataRow(Small)]
    [DataRow(Large)]
    public async Task The_only_image_of_an_index(int size)
    {
        await using var registry = await StartAsync(size);
        await LieAsync(registry, "team/app", "single");
        var lie = Manifest.Parse(registry.Content.GetManifest("team/app", "single")!.Bytes);
        var index = ImageIndex.Create([lie.Descriptor with { Platform = RandomImage.LinuxAmd64 }]);
        registry.Content.AddManifest("team/app", "latest", index.RawBytes, index.MediaType);

        await PublishAsync(registry, "team/app", "1.2.4 latest", change: plan => plan with { HasIndex = true });

        await AssertOursAsync(
            registry,
            "team/app",
            registry
                .Content.Manifests("team/app")
                .Where(stored => stored.Digest != lie.Digest.ToString() && !MediaTypes.IsIndex(stored.MediaType))
                .Select(stored => stored.Digest)
                .Last()
        );
        Assert.DoesNotContain(
            lie.Digest.ToString(),
            System.Text.Encoding.UTF8.GetString(registry.Content.GetManifest("team/app", "latest")!.Bytes.AsSpan())
        );
    }

    [TestMethod]
    [DataRow(Small)]
    [DataRow(Large)]
    public async Task An_image_that_would_be_the_same_but_for_the_clock(int size)
    {
        await using var registry = await StartAsync(size);
        await LieAsync(registry, "team/app", "latest");

        var result = await PublishAsync(registry, "team/app", "latest", change: plan =>
            plan with
            {
                CreatedByClock = true,
                Created = plan.Created.AddDays(1),
            }
        );

        Assert.IsFalse(result.IsUnchanged);
        await AssertOursAsync(registry, "team/app", "latest");
    }

    [TestMethod]
    public async Task The_same_image_as_the_one_that_lies_is_not_unchanged()
    {
        await using var registry = await StartAsync(Small);
        await LieAsync(registry, "team/app", "1.2.3");

        var result = await PublishAsync(registry, "team/app", "1.2.3");

        Assert.IsFalse(result.IsUnchanged);
        await AssertOursAsync(registry, "team/app", "1.2.3");
    }

    [TestMethod]
    public async Task A_wrong_size_of_a_right_layer()
    {
        await using var registry = await StartAsync(Small);
        await LieAsync(registry, "team/app", "latest", change: layer => layer with { Size = layer.Size + 1 });

        await PublishAsync(registry, "team/app", "1.2.4 latest");

        await AssertOursAsync(registry, "team/app", "latest");
    }

    [TestMethod]
    public async Task A_label_of_the_pipelines_key_that_was_copied_with_the_configuration()
    {
        await using var registry = await StartAsync(Small, Key);
        await LieAsync(registry, "team/app", "latest");

        await PublishAsync(registry, "team/app", "1.2.4 latest", trust: Key);

        await AssertOursAsync(registry, "team/app", "latest");
    }

    [TestMethod]
    public async Task One_that_is_read_is_reported()
    {
        await using var registry = await StartAsync(Large);
        await LieAsync(registry, "team/app", "latest");

        await PublishAsync(registry, "team/app", "1.2.4 latest");

        var warning = _log.Diagnostics.Single(diagnostic => diagnostic.Code == "CTZ3070");
        Assert.Contains($"{registry.Name}/team/app:latest", warning.Message);
        Assert.Contains(Foreign.Manifest.Layers[0].Digest.ToString(), warning.Message);
    }

    [TestMethod]
    public async Task Trust_takes_it_and_still_does_not_remember_it()
    {
        await using var registry = await StartAsync(Small);
        await LieAsync(registry, "h/evil", "latest");

        await PublishAsync(
            registry,
            "h/one",
            "1.2.4",
            cacheFrom: "h/evil:latest",
            cache: Cache,
            trust: LayerTrust.Proven with
            {
                IsTrusted = true,
            }
        );
        await PublishAsync(registry, "h/two", "1.2.4", cacheFrom: "h/evil:latest", cache: Cache);

        Assert.AreEqual(
            Foreign.Manifest.Layers[0].Digest,
            Manifest.Parse(registry.Content.GetManifest("h/one", "1.2.4")!.Bytes).Layers[^1].Digest,
            "It is what the word says."
        );
        await AssertOursAsync(registry, "h/two", "1.2.4");
    }

    [TestMethod]
    public async Task Another_compressors_layer_is_taken_by_the_key_without_reading_it()
    {
        await using var registry = await StartAsync(Small, Key);
        var before = registry.Requests.Count;

        await PublishAsync(registry, "team/app", "1.2.4", cacheFrom: "honest", trust: Key, change: Fast);

        Assert.AreEqual(Last(registry, "honest"), Last(registry, "1.2.4"));
        Assert.DoesNotContain(
            call => call.Contains(Last(registry, "1.2.4").ToString(), StringComparison.Ordinal),
            registry.Calls().Skip(before)
        );
        await AssertOursAsync(registry, "team/app", "1.2.4");

        // Without the key it is made, and the label is gone.
        await PublishAsync(registry, "team/app", "1.2.5", cacheFrom: "honest", change: Fast);
        Assert.AreNotEqual(Last(registry, "1.2.4"), Last(registry, "1.2.5"));
        Assert.IsTrue(HasLabel(registry, "1.2.4") && !HasLabel(registry, "1.2.5"));
    }

    [TestMethod]
    public async Task Another_compressors_layer_is_read_once_by_each_machine()
    {
        await using var registry = await StartAsync(Large);
        var honest = Last(registry, "honest");
        var before = registry.Requests.Count;

        for (var time = 0; time < 2; time++)
        {
            await PublishAsync(registry, "team/app", $"1.2.{time}", cacheFrom: "honest", cache: Cache, change: Fast);
            Assert.AreEqual(honest, Last(registry, $"1.2.{time}"));
        }

        var touched = registry.Calls().Skip(before).Where(call => call.Contains(honest.ToString(), StringComparison.Ordinal)).ToArray();
        CollectionAssert.AreEqual(new[] { $"GET /v2/team/app/blobs/{honest}" }, touched);
        await AssertOursAsync(registry, "team/app", "1.2.1");
    }

    [TestMethod]
    public async Task A_layer_that_cannot_be_read_is_made()
    {
        await using var registry = await StartAsync(Large);
        var honest = Last(registry, "honest");
        registry.Content.RemoveBlob("team/app", honest.ToString());

        await PublishAsync(registry, "team/app", "1.2.4", cacheFrom: "honest", change: Fast);

        Assert.AreNotEqual(honest, Last(registry, "1.2.4"));
        await AssertOursAsync(registry, "team/app", "1.2.4");
    }

    public void Dispose() => _folder.Dispose();

    private static LayerTrust Key { get; } =
        new(IsTrusted: false, LayerKey.TryCreate("a key of the tests, and long enough", out var key) ? key : null);

    /// <summary>Compressed otherwise than by default, as by another version.</summary>
    private static ImagePlan Fast(ImagePlan plan) => plan with { Layers = plan.Layers with { Compression = LayerCompression.Fastest } };

    private static Digest Last(InMemoryRegistry registry, string tag) =>
        Manifest.Parse(registry.Content.GetManifest("team/app", tag)!.Bytes).Layers[^1].Digest;

    private static bool HasLabel(InMemoryRegistry registry, string tag)
    {
        var manifest = Manifest.Parse(registry.Content.GetManifest("team/app", tag)!.Bytes);
        return ImageConfig
            .Parse(registry.Content.GetBlob("team/app", manifest.Config.Digest.ToString())!.Value)
            .Labels.ContainsKey(LabelKeys.Layers);
    }

    /// <summary>A registry with an honest image, made without a cache, and the base.</summary>
    private async Task<InMemoryRegistry> StartAsync(int size, LayerTrust? trust = null)
    {
        var content = new byte[size];
#pragma warning disable CA5394 // Test content that has to come out the same each time.
        var random = new Random(size);
        for (var i = 0; i < size; i++)
        {
            content[i] = (byte)random.Next('a', 'z');
        }
#pragma warning restore CA5394

        Directory.CreateDirectory(_folder.PathOf("publish"));
        await File.WriteAllBytesAsync(_folder.PathOf("publish/App.dll"), content, TestContext.CancellationToken);
        var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync("base", "1.0", Base, TestContext.CancellationToken);
        await PublishAsync(registry, "team/app", "honest", trust: trust);
        return registry;
    }

    /// <summary>Puts the honest image there with a foreign blob, or a changed descriptor, in place of its last layer.</summary>
    private async Task LieAsync(
        InMemoryRegistry from,
        string repository,
        string tag,
        InMemoryRegistry? to = null,
        Func<Descriptor, Descriptor>? change = null
    )
    {
        to ??= from;
        var honest = Manifest.Parse(from.Content.GetManifest("team/app", "honest")!.Bytes);
        var last = change is null ? Foreign.Manifest.Layers[0] : change(honest.Layers[^1]);
        var lie = Manifest.Create(ImageFormat.Oci, honest.Config, [.. honest.Layers[..^1], last], honest.Annotations);
        foreach (var blob in honest.Layers.Append(honest.Config))
        {
            to.Content.AddBlob(repository, from.Content.GetBlob("team/app", blob.Digest.ToString())!.Value);
        }

        await using var stream = await Foreign.Layers[0].OpenAsync(TestContext.CancellationToken);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.CancellationToken);
        to.Content.AddBlob(repository, [.. bytes.ToArray()]);
        to.Content.AddManifest(repository, tag, lie.RawBytes, lie.MediaType);
    }

    /// <summary>Every layer has its diff id, and the foreign one is not among them.</summary>
    private static async Task<Manifest> AssertOursAsync(InMemoryRegistry registry, string repository, string tag)
    {
        var manifest = await PushedImage.ValidateAsync(registry, repository, tag);
        Assert.DoesNotContain(Foreign.Manifest.Layers[0].Digest, manifest.Layers.Select(layer => layer.Digest));
        return manifest;
    }

    private async Task<string> LastFileAsync(string archive)
    {
        string? last = null;
        await using var outer = new TarReader(File.OpenRead(archive));
        while (await outer.GetNextEntryAsync(copyData: true, TestContext.CancellationToken) is { } entry)
        {
            if (entry.DataStream is { Length: > 0 } data && data.ReadByte() == 0x1f)
            {
                data.Position = 0;
                await using var inner = new TarReader(new GZipStream(data, CompressionMode.Decompress));
                while (await inner.GetNextEntryAsync(copyData: false, TestContext.CancellationToken) is { } file)
                {
                    last =
                        file.EntryType == TarEntryType.RegularFile && !file.Name.StartsWith("data/", StringComparison.Ordinal)
                            ? file.Name
                            : last;
                    Assert.AreNotEqual("data/file-666000", file.Name);
                }
            }
        }

        return last ?? "";
    }

    /// <summary>One build by the native builder; what is cached alone stays.</summary>
    private async Task<PublishResult> PublishAsync(
        InMemoryRegistry registry,
        string repository,
        string tags,
        string cacheFrom = "",
        CacheOptions? cache = null,
        LayerTrust? trust = null,
        ImmutableArray<Destination> destinations = default,
        Func<ImagePlan, ImagePlan>? change = null
    )
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        using var services = new PipelineServices(
            new PipelineOptions
            {
                Log = _log,
                Environment = new Dictionary<string, string>(),
                OutputRegistries = [RegistryName.Parse(registry.Name)],
                ProductVersion = "1.0.0",
                LayerDirectory = _folder.PathOf("layers"),
                Cache = cache ?? CacheOptions.None with { Time = new StandingClock() },
                KnownLayers = trust ?? LayerTrust.Proven,
                KnownLayersFrom = KnownLayersReference.ParseList(cacheFrom, errors),
            }
        );
        var plan = new ImagePlan
        {
            Name = TestNames.Image(repository, [.. tags.Split(' ')]),
            Base = BaseImageReference.TryParse($"{registry.Name}/base:1.0", _folder.FullName)!,
            Platform = RandomImage.LinuxAmd64,
            PublishDirectory = _folder.PathOf("publish"),
            AssemblyName = "App",
            EntryFile = "App.dll",
            WorkingDirectory = "/app",
            Command = new LaunchCommand { AppCommand = ["dotnet", "/app/App.dll"] },
            Labels = ImmutableSortedDictionary<string, string>.Empty,
            Created = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        };
        var request = PublishRequest.ToBuild(
            change?.Invoke(plan) ?? plan,
            destinations.IsDefault ? [TestNames.Destination(registry.Name)] : destinations
        );
        var results = (await new PublishOperation(services).RunAsync(request, TestContext.CancellationToken)).Application.Results;
        Assert.IsEmpty(errors.Concat(results.SelectMany(result => result.Errors)));
        return results[0];
    }

    /// <summary>On a busy machine too, no download is slow.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
