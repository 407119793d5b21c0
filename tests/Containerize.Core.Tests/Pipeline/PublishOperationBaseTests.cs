using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Containerize.Builders;
using Containerize.Caching;
using Containerize.Core.Tests.Building;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Testing;
using static Containerize.Core.Tests.Building.BaseLayer;

namespace Containerize.Core.Tests.Pipeline;

/// <summary>A whole publish on bases that have something to lose, or to hide.</summary>
[TestClass]
internal sealed class PublishOperationBaseTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly RecordingBuildLog _log = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task A_folder_of_the_base_is_pushed_as_it_was_and_read_once()
    {
        await using var registry = await StartAsync(
            Image("{}", "a base", TarOf(Folder("home/"), Folder("home/app/", 0b111_000_000, 1654)), TarOf(File("etc/hosts")))
        );

        await PublishAsync(registry, plan => plan with { WorkingDirectory = "/home/app/site" }, TestNames.Destination(registry.Name));
        Assert.AreSequenceEqual(
            ["home/ 755 0", "home/app/ 700 1654", "home/app/site/ 755 0", "home/app/site/App.dll 644 0"],
            await LastLayerAsync(registry)
        );

        var before = registry.Requests.Count;
        await PublishAsync(registry, plan => plan with { WorkingDirectory = "/home/app/other" }, TestNames.Destination(registry.Name));
        Assert.DoesNotContain(call => call.StartsWith("GET /v2/base/blobs/", StringComparison.Ordinal), registry.Calls().Skip(before));
        Assert.Contains("home/app/ 700 1654", await LastLayerAsync(registry));
    }

    [TestMethod]
    public async Task A_usual_working_directory_reads_no_layer_of_the_base()
    {
        await using var registry = await StartAsync(Image("""{"WorkingDir":"/home/app"}""", "RUN useradd app", TarOf(Folder("home/"))));

        await PublishAsync(registry, plan => plan, TestNames.Destination(registry.Name));

        Assert.HasCount(1, registry.Calls().Where(call => call.StartsWith("GET /v2/base/blobs/", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("archive")]
    [DataRow("oci-archive")]
    [DataRow("layout")]
    public async Task A_base_that_is_not_what_its_configuration_says_is_found_where_its_bytes_are_needed(string kind)
    {
        var (one, other) = (Image("{}", "a base", TarOf(Folder("opt/"))), Image("{}", "a base", TarOf(Folder("opt/", owner: 5))));
        var lying = Image(Encoding.UTF8.GetString(one.Config.RawBytes.AsSpan()), other.Layers);
        await using var registry = await StartAsync(lying);
        Destination destination = kind switch
        {
            "archive" => new Destination.Archive(_folder.PathOf("to")),
            "oci-archive" => new Destination.OciArchive(_folder.PathOf("to")),
            _ => new Destination.Layout(_folder.PathOf("to")),
        };

        var error = (await PublishAsync(registry, plan => plan, destination)).Single().Errors.Single();

        Assert.AreEqual("CTZ2030", error.Code);
        Assert.Contains(lying.Manifest.Layers[0].Digest.ToString(), error.Message);
        Assert.IsFalse(System.IO.File.Exists(_folder.PathOf("to")) || System.IO.File.Exists(_folder.PathOf("to/index.json")));
    }

    [TestMethod]
    public async Task Triggers_are_neither_run_nor_handed_on_and_that_is_said()
    {
        await using var registry = await StartAsync(Image("""{"OnBuild":["RUN adduser me","USER me"]}""", "a base", TarOf(Folder("opt/"))));

        await PublishAsync(registry, plan => plan, TestNames.Destination(registry.Name));

        var warning = _log.Diagnostics.Single(diagnostic => diagnostic.Code == "CTZ2033");
        Assert.Contains("'RUN adduser me'; 'USER me'", warning.Message);
        Assert.IsEmpty((await PushedConfigAsync(registry)).Triggers);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task What_an_engine_s_copy_does_to_a_folder_of_the_base_is_said_before_it_builds()
    {
        await using var registry = await StartAsync(
            Image("{}", "a base", TarOf(Folder("srv/"), Folder("srv/app/"), Folder("srv/app/logs/", 0b111_000_000, 1654)))
        );
        await using var engine = new FakeEngine
        {
            Answer = request => request == "GET /_ping" ? (200, "OK") : (500, """{"message":"no space left on device"}"""),
        };
        _environment["DOCKER_HOST"] = engine.Address;
        _folder.Write("publish/logs/readme.txt", "below a folder that the base has");

        await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            PublishAsync(
                registry,
                plan => plan with { WorkingDirectory = "/srv/app" },
                new EngineBuildPlan { Builder = BuilderKind.Docker },
                TestNames.Destination(registry.Name)
            )
        );

        Assert.Contains("/srv/app/logs", _log.Diagnostics.Single(diagnostic => diagnostic.Code == "CTZ2035").Message);
    }

    [TestMethod]
    [DataRow(124, false)]
    [DataRow(125, true)]
    [DataRow(127, true)]
    public async Task An_image_that_Docker_cannot_stack_is_a_warning(int baseLayers, bool isTooMany)
    {
        var layers = Enumerable.Range(0, baseLayers).Select(number => TarOf(File($"data/{number}"))).ToArray();
        await using var registry = await StartAsync(Image("{}", "a base", layers));

        await PublishAsync(registry, plan => plan, TestNames.Destination(registry.Name));

        Assert.AreEqual(
            isTooMany,
            _log.Diagnostics.Any(diagnostic =>
                diagnostic.Code == "CTZ2034" && diagnostic.Message.Contains($"{baseLayers + 1} layers", StringComparison.Ordinal)
            )
        );
    }

    [TestMethod]
    [DataRow("""{"Env":["APP_UID=1654"]}""", null, "data/ 755 1654")]
    [DataRow("""{"User":"1000:2000"}""", null, "data/ 755 1000")]
    [DataRow("""{"Env":["APP_UID=1654"]}""", "app", "data/ 755 1654")]
    public async Task A_volume_has_a_folder_of_the_image_s_user(string config, string? user, string expected)
    {
        await using var registry = await StartAsync(Image(config, "a base", TarOf(Folder("usr/"))));

        Func<ImagePlan, ImagePlan> with = plan => plan with { Volumes = ["/data"], User = user };
        await PublishAsync(registry, with, TestNames.Destination(registry.Name));
        Assert.AreSequenceEqual([expected], await LastLayerAsync(registry));
        Assert.AreSequenceEqual(["/data"], (await PushedConfigAsync(registry)).Volumes);
        Assert.HasCount(1, registry.Calls().Where(call => call.StartsWith("GET /v2/base/blobs/", StringComparison.Ordinal)));
        Assert.IsTrue((await PublishAsync(registry, with, TestNames.Destination(registry.Name))).Single().IsUnchanged);
    }

    [TestMethod]
    public async Task A_folder_that_the_base_has_stays_the_base_s()
    {
        await using var registry = await StartAsync(
            Image(
                """{"Env":["APP_UID=1654"]}""",
                "a base",
                TarOf(
                    Folder("var/"),
                    Folder("var/lib/", 0b111_101_000, 7),
                    Folder("var/lib/shop/", 0b111_000_000, 33),
                    Link("srv", "var/lib")
                )
            )
        );

        await PublishAsync(
            registry,
            plan => plan with { Volumes = ["/var/lib/shop", "/srv/new", "/app/data"] },
            TestNames.Destination(registry.Name)
        );

        Assert.AreSequenceEqual(
            ["app/ 755 0", "app/data/ 755 1654", "var/ 755 0", "var/lib/ 750 7", "var/lib/new/ 755 1654"],
            await LastLayerAsync(registry)
        );
    }

    [TestMethod]
    [DataRow("{}", null, "")]
    [DataRow("{}", "0", "")]
    [DataRow("{}", "web", "CTZ1250")]
    public async Task Root_needs_no_folder_and_a_user_without_a_number_is_told(string config, string? user, string expected)
    {
        await using var registry = await StartAsync(Image(config, "a base", TarOf(Folder("usr/"))));

        await PublishAsync(registry, plan => plan with { Volumes = ["/data"], User = user }, TestNames.Destination(registry.Name));

        Assert.AreSequenceEqual(["app/ 755 0", "app/App.dll 644 0"], await LastLayerAsync(registry));
        Assert.AreEqual(expected, string.Join(' ', _log.Diagnostics.Select(one => one.Code).Where(code => code != "CTZ1016")));
    }

    [TestMethod]
    public async Task Nothing_is_pushed_where_the_base_lacks_the_runtime()
    {
        await using var registry = await StartAsync(Image("{}", "a base", TarOf(Folder("opt/"))));
        await registry.Content.AddImageAsync(
            "dotnet/runtime-deps",
            "10.0",
            Image("""{"Env":["DOTNET_RUNNING_IN_CONTAINER=true"]}""", "a base", TarOf(Folder("usr/"))),
            TestContext.CancellationToken
        );
        _folder.Write(
            "publish/App.runtimeconfig.json",
            """{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"}}}"""
        );
        var reference = BaseImageReference.TryParse($"{registry.Name}/dotnet/runtime-deps:10.0", _folder.FullName)!;

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            PublishAsync(registry, plan => plan with { Base = reference }, TestNames.Destination(registry.Name))
        );

        Assert.AreEqual("CTZ2040", error.Diagnostics.Single().Code);
        Assert.DoesNotContain(
            call => call.StartsWith("PUT ", StringComparison.Ordinal) || call.StartsWith("POST ", StringComparison.Ordinal),
            registry.Calls()
        );
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task An_artifact_for_the_platform_does_not_hide_the_image_after_it(bool isNamed)
    {
        await using var registry = await StartAsync(RandomImage.Create(1));
        var image = Manifest.Parse(registry.Content.GetManifest("base", "1.0")!.Bytes).Descriptor;
        var artifact = AttachedArtifact.Add(registry, "base", image.Digest, "lazy", listed: false);
        var index = ImageIndex.Create([
            new Descriptor
            {
                MediaType = MediaTypes.OciManifest,
                Digest = artifact,
                Size = registry.Content.GetManifest("base", artifact.ToString())!.Bytes.Length,
                Platform = RandomImage.LinuxAmd64,
                ArtifactType = isNamed ? "application/vnd.test.sbom" : "",
            },
            image with
            {
                Platform = RandomImage.LinuxAmd64,
            },
        ]);
        registry.Content.AddManifest("base", "1.0", index.RawBytes, index.MediaType);

        await PublishAsync(registry, plan => plan, TestNames.Destination(registry.Name));

        Assert.AreEqual(3, (await PushedImage.ValidateAsync(registry, "team/app", "1.2.3")).Layers.Length);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<InMemoryRegistry> StartAsync(Image baseImage)
    {
        var registry = await InMemoryRegistry.StartAsync();
        await registry.Content.AddImageAsync("base", "1.0", baseImage, TestContext.CancellationToken);
        return registry;
    }

    private Task<ImmutableArray<PublishResult>> PublishAsync(
        InMemoryRegistry registry,
        Func<ImagePlan, ImagePlan> with,
        params ImmutableArray<Destination> destinations
    ) => PublishAsync(registry, with, build: null, destinations);

    private async Task<ImmutableArray<PublishResult>> PublishAsync(
        InMemoryRegistry registry,
        Func<ImagePlan, ImagePlan> with,
        EngineBuildPlan? build,
        params ImmutableArray<Destination> destinations
    )
    {
        _folder.Write("publish/App.dll", "an application");
        using var services = new PipelineServices(
            new PipelineOptions
            {
                Log = _log,
                Environment = _environment,
                ProductVersion = "1.0.0",
                LayerDirectory = _folder.PathOf("layers"),
                Cache = new CacheOptions { Path = _folder.PathOf("cache") },
            }
        );
        var plan = Samples.Plan with
        {
            Name = TestNames.Image("team/app", ["1.2.3"]),
            Base = BaseImageReference.TryParse($"{registry.Name}/base:1.0", _folder.FullName)!,
            PublishDirectory = _folder.PathOf("publish"),
        };
        var outcome = await new PublishOperation(services, given => new EngineBuild(given)).RunAsync(
            PublishRequest.ToBuild(with(plan), destinations, build),
            TestContext.CancellationToken
        );
        return outcome.Application.Results;
    }

    private async Task<ImageConfig> PushedConfigAsync(InMemoryRegistry registry)
    {
        var manifest = await PushedImage.ValidateAsync(registry, "team/app", "1.2.3");
        return ImageConfig.Parse(registry.Content.GetBlob("team/app", manifest.Config.Digest.ToString())!.Value);
    }

    private async Task<string[]> LastLayerAsync(InMemoryRegistry registry)
    {
        var manifest = await PushedImage.ValidateAsync(registry, "team/app", "1.2.3");
        using var blob = new MemoryStream(registry.Content.GetBlob("team/app", manifest.Layers[^1].Digest.ToString())!.Value.ToArray());
        using var reader = new TarReader(new GZipStream(blob, CompressionMode.Decompress));
        var entries = new List<string>();
        while (await reader.GetNextEntryAsync(cancellationToken: TestContext.CancellationToken) is { } entry)
        {
            entries.Add($"{entry.Name} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}");
        }

        return [.. entries];
    }
}
