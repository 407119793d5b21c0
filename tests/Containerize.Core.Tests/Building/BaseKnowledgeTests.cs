using System.Collections.Immutable;
using System.Formats.Tar;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Testing;
using static Containerize.Core.Tests.Building.BaseLayer;

namespace Containerize.Core.Tests.Building;

/// <summary>What the base has stays what it was.</summary>
[TestClass]
internal sealed class BaseKnowledgeTests : IDisposable
{
    private const int Sticky = 0b1_111_111_111;

    private readonly TemporaryDirectory _folder = new();
    private readonly RecordingBuildLog _log = new();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Folders_of_the_base_keep_mode_owner_and_time()
    {
        var baseImage = Base(
            TarOf(Folder("home/"), Folder("home/app/", 0b111_000_000, 1654), Folder("tmp/", Sticky)),
            TarOf(File("etc/hosts"))
        );

        Assert.AreSequenceEqual(
            [
                "home/ 755 0:0 1600000000",
                "home/app/ 700 1654:1654 1600000000",
                "home/app/site/ 755 0:0 315532800",
                "home/app/site/App.dll 644 0:0 315532800",
            ],
            await WriteAsync("/home/app/site", baseImage)
        );
        Assert.AreSequenceEqual(
            ["tmp/ 1777 0:0 1600000000", "tmp/site/ 755 0:0 315532800", "tmp/site/App.dll 644 0:0 315532800"],
            await WriteAsync("/tmp/site", baseImage)
        );
    }

    [TestMethod]
    public async Task A_link_on_the_way_is_followed_inside_of_the_base()
    {
        var baseImage = Base(
            TarOf(
                Folder("usr/"),
                Folder("usr/lib/", owner: 7),
                Link("lib", "usr/lib"),
                Folder("data/"),
                Link("data/up", "../../lib/../lib"),
                Link("data/new", "/srv/none")
            )
        );

        Assert.AreSequenceEqual(
            ["usr/ 755 0:0", "usr/lib/ 755 7:7", "usr/lib/site/ 755 0:0", "usr/lib/site/App.dll 644 0:0"],
            await WriteAsync("/lib/site", baseImage, times: false)
        );
        Assert.AreSequenceEqual(
            ["usr/ 755 0:0", "usr/lib/ 755 7:7", "usr/lib/App.dll 644 0:0"],
            await WriteAsync("/data/up", baseImage, times: false)
        );
        Assert.AreSequenceEqual(
            ["srv/ 755 0:0", "srv/none/ 755 0:0", "srv/none/App.dll 644 0:0"],
            await WriteAsync("/data/new", baseImage, times: false)
        );
    }

    [TestMethod]
    public async Task Subfolders_that_the_base_has_below_the_working_directory_are_kept_too()
    {
        _folder.Write("publish/logs/readme.txt", "here");
        var baseImage = Base(TarOf(Folder("opt/"), Folder("opt/app/", 0b111_101_000, 5), Folder("opt/app/logs/", 0b111_111_000, 1654)));

        Assert.AreSequenceEqual(
            [
                "opt/ 755 0:0",
                "opt/app/ 750 5:5",
                "opt/app/App.dll 644 0:0",
                "opt/app/logs/ 770 1654:1654",
                "opt/app/logs/readme.txt 644 0:0",
            ],
            await WriteAsync("/opt/app", baseImage, times: false)
        );
    }

    [TestMethod]
    [DataRow(0b111_111_000, 1654, "/opt/app/logs")]
    [DataRow(0b111_101_101, 0, null)]
    public async Task What_a_copy_would_do_to_them_is_a_warning(int mode, int owner, string? expected)
    {
        _folder.Write("publish/logs/readme.txt", "here");
        var baseImage = Base(TarOf(Folder("opt/"), Folder("opt/app/", 0b111_101_000, 5), Folder("opt/app/logs/", mode, owner)));
        using var cache = LocalCache.Open(CacheOptions.None, _folder.PathOf("layers"), _log);
        var plan = Samples.Plan with { WorkingDirectory = "/opt/app", PublishDirectory = _folder.PathOf("publish") };
        var layers = new ApplicationLayers(plan.Layers.Compression, cache, _log).Plan(plan);

        var warning = await new BaseKnowledge(cache, _log).FindCopyWarningAsync(plan, baseImage, layers, TestContext.CancellationToken);

        Assert.AreEqual(expected is null ? null : "CTZ2035", warning?.Code);
        Assert.Contains(expected ?? "", warning?.Message ?? "");
        Assert.DoesNotContain("/opt/app,", warning?.Message ?? "");
    }

    [TestMethod]
    public async Task The_upper_layer_counts_and_what_it_takes_away_is_gone()
    {
        var baseImage = Base(
            TarOf(
                Folder("opt/"),
                Folder("opt/one/", owner: 1),
                Folder("opt/one/in/", owner: 1),
                Folder("opt/two/", owner: 2),
                Folder("opt/two/in/", owner: 2),
                Link("opt/three", "one")
            ),
            TarOf(
                File("opt/.wh.one"),
                Folder("opt/two/", owner: 3),
                File("opt/two/.wh..wh..opq"),
                File("opt/.wh.three"),
                Folder("opt/three/", owner: 4)
            )
        );

        Assert.AreSequenceEqual(
            ["opt/ 755 0:0", "opt/one/ 755 0:0", "opt/one/in/ 755 0:0", "opt/one/in/App.dll 644 0:0"],
            await WriteAsync("/opt/one/in", baseImage, times: false)
        );
        Assert.AreSequenceEqual(
            ["opt/ 755 0:0", "opt/two/ 755 3:3", "opt/two/in/ 755 0:0", "opt/two/in/App.dll 644 0:0"],
            await WriteAsync("/opt/two/in", baseImage, times: false)
        );
        Assert.AreSequenceEqual(
            ["opt/ 755 0:0", "opt/three/ 755 4:4", "opt/three/App.dll 644 0:0"],
            await WriteAsync("/opt/three", baseImage, times: false)
        );
    }

    [TestMethod]
    public async Task Owners_that_need_a_pax_header_and_large_numbers_survive()
    {
        var baseImage = Base(TarOf(Folder("opt/"), Folder("opt/app/", owner: 123_456_789)));

        Assert.AreSequenceEqual(
            ["opt/ 755 0:0", "opt/app/ 755 123456789:123456789", "opt/app/App.dll 644 0:0"],
            await WriteAsync("/opt/app", baseImage, times: false)
        );
    }

    [TestMethod]
    [DataRow("{}", "WORKDIR /app")]
    [DataRow("{}", "RUN /bin/sh -c mkdir /app && chown 1654 /app # buildkit")]
    [DataRow("""{"WorkingDir":"/app/sub"}""", "")]
    [DataRow("""{"Env":["HOME=/app"]}""", "")]
    [DataRow("""{"Env":["PATH=/usr/bin:/app/bin"]}""", "")]
    [DataRow("""{"Volumes":{"/app":{}}}""", "")]
    [DataRow("""{"Entrypoint":["/app/start"]}""", "")]
    public async Task A_top_level_folder_that_the_configuration_names_is_looked_for(string config, string history)
    {
        var baseImage = new BaseImage(Image(config, history, TarOf(Folder("app/", 0b111_101_000, 1654))), Samples.BaseDigest);

        Assert.AreSequenceEqual(["app/ 750 1654:1654", "app/App.dll 644 0:0"], await WriteAsync("/app", baseImage, times: false));
    }

    [TestMethod]
    [DataRow("{}", "RUN /bin/sh -c useradd --create-home app && mkdir /home/app /apps x/app")]
    [DataRow("""{"WorkingDir":"/","Env":["HOME=/home/app","URL=https://example.com/app"]}""", "")]
    public void A_top_level_folder_that_it_does_not_name_costs_nothing(string config, string history)
    {
        var image = Image(config, history, TarOf(Folder("app/")));

        Assert.IsFalse(BaseKnowledge.MayHave(image.Config, "/app"));
        Assert.IsTrue(BaseKnowledge.MayHave(image.Config, "/opt"));
        Assert.IsTrue(BaseKnowledge.MayHave(image.Config, "/app/site"));
        Assert.IsTrue(BaseKnowledge.MayHave(image.Config, "/"));
        Assert.IsFalse(BaseKnowledge.MayHave(Samples.Config(), "/opt"));
    }

    [TestMethod]
    public async Task What_was_read_is_remembered_on_this_machine()
    {
        var baseImage = Base(TarOf(Folder("opt/"), Folder("opt/app/", owner: 5), Link("opt/lib", "app"), File("opt/file")));
        var expected = await WriteAsync("/opt/lib/x", baseImage, cached: true);
        var gone = baseImage with
        {
            Image = baseImage.Image with { Layers = [.. baseImage.Image.Layers.Select(layer => new GoneBlob(layer.Descriptor))] },
        };

        Assert.AreSequenceEqual(expected, await WriteAsync("/opt/lib/x", gone, cached: true));
        Assert.AreEqual("CTZ2032", (await FailAsync("/opt/file/x", gone, cached: true)).Code);
    }

    [TestMethod]
    [DataRow("/etc/passwd/site", "'/etc/passwd' is a file")]
    [DataRow("/opt/circle/site", "'/opt/circle' is a symbolic link to 'circle', which leads back to itself")]
    [DataRow("/opt", "'/opt/App.dll' is a folder")]
    public async Task Something_else_in_the_way_is_an_error(string workingDirectory, string expected)
    {
        var error = await FailAsync(
            workingDirectory,
            Base(TarOf(File("etc/passwd"), Link("opt/circle", "circle"), Folder("opt/App.dll/")))
        );

        Assert.AreEqual("CTZ2032", error.Code);
        Assert.Contains(expected, error.Message);
        Assert.Contains(workingDirectory, error.Message);
    }

    [TestMethod]
    public async Task Layers_that_cannot_be_read_are_an_error_with_a_way_out()
    {
        var whole = Base(TarOf(Folder("opt/")));
        var layer = whole.Image.Layers[0];
        var zstd = whole with
        {
            Image = whole.Image with { Layers = [new BytesBlob(layer.Descriptor with { MediaType = MediaTypes.OciLayerZstd }, [])] },
        };
        var damaged = whole with { Image = whole.Image with { Layers = [SmallImage.Blob(MediaTypes.OciLayerGzip, [1, 2, 3])] } };

        var error = await FailAsync("/opt/app", zstd);
        Assert.AreEqual("CTZ2031", error.Code);
        Assert.Contains("ContainerWorkingDirectory is '/opt/app'", error.Message);
        Assert.Contains(MediaTypes.OciLayerZstd, error.Message);
        Assert.AreEqual("CTZ2031", (await FailAsync("/opt/app", damaged)).Code);
    }

    [TestMethod]
    public async Task A_layer_that_is_not_what_the_configuration_says_is_an_error()
    {
        var image = Base(TarOf(Folder("opt/"))).Image;
        var lying = new BaseImage(image with { Layers = Base(TarOf(Folder("opt/", owner: 1))).Image.Layers }, Samples.BaseDigest);

        var error = await FailAsync("/opt/app", lying);

        Assert.AreEqual("CTZ2030", error.Code);
        Assert.Contains(image.Config.DiffIds[0].ToString(), error.Message);
    }

    [TestMethod]
    [DataRow(100, 3)]
    [DataRow(123, 2)]
    [DataRow(124, 1)]
    [DataRow(127, 1)]
    public async Task Layers_are_joined_until_Docker_takes_the_image(int baseLayers, int expected)
    {
        ImmutableArray<LayerContent> layers =
        [
            .. Enumerable.Range(0, 3).Select(number => new LayerContent($"l{number}", "/app", [new LayerFile("/", $"f{number}", 1)])),
        ];
        var baseImage = Samples.Base(
            ImageFormat.Oci,
            Samples.Config(layers: baseLayers),
            Enumerable.Repeat(MediaTypes.OciLayerGzip, baseLayers).ToArray()
        );

        var fitted = await FitAsync("/app", baseImage, layers);

        Assert.HasCount(expected, fitted);
        Assert.AreEqual(
            "f0 f1 f2",
            string.Join(' ', fitted.SelectMany(layer => layer.Files).Select(file => file.Name).Order(StringComparer.Ordinal))
        );
    }

    public void Dispose() => _folder.Dispose();

    private async Task<Diagnostic> FailAsync(string workingDirectory, BaseImage baseImage, bool cached = false) =>
        (
            await Assert.ThrowsExactlyAsync<ContainerizeException>(() => WriteAsync(workingDirectory, baseImage, cached: cached))
        ).Diagnostics.Single();

    private async Task<string[]> WriteAsync(string workingDirectory, BaseImage baseImage, bool times = true, bool cached = false)
    {
        _folder.Write("publish/App.dll", "MZ");
        var layers = await FitAsync(
            workingDirectory,
            baseImage,
            [new LayerContent("application", workingDirectory, PublishedFiles.List(_folder.PathOf("publish")))],
            cached
        );
        using var tar = new MemoryStream();
        await LayerTarWriter.WriteAsync(layers.Single(), tar, TestContext.CancellationToken);
        tar.Position = 0;
        using var reader = new TarReader(tar);
        var entries = new List<string>();
        while (await reader.GetNextEntryAsync(cancellationToken: TestContext.CancellationToken) is { } entry)
        {
            var text = $"{entry.Name} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}:{entry.Gid}";
            entries.Add(times ? $"{text} {entry.ModificationTime.ToUnixTimeSeconds()}" : text);
        }

        return [.. entries];
    }

    private async Task<ImmutableArray<LayerContent>> FitAsync(
        string workingDirectory,
        BaseImage baseImage,
        ImmutableArray<LayerContent> layers,
        bool cached = false
    )
    {
        using var cache = LocalCache.Open(
            cached ? new CacheOptions { Path = _folder.PathOf("cache") } : CacheOptions.None,
            _folder.PathOf("layers"),
            _log
        );
        return await new BaseKnowledge(cache, _log).FitAsync(
            Samples.Plan with
            {
                WorkingDirectory = workingDirectory,
            },
            baseImage,
            layers,
            TestContext.CancellationToken
        );
    }

    /// <summary>A layer that must not be read.</summary>
    private sealed class GoneBlob(Descriptor descriptor) : IBlob
    {
        public Descriptor Descriptor => descriptor;

        public Task<Stream> OpenAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("It was read.");
    }
}
