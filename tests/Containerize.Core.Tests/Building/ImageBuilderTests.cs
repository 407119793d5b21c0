using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Building;

[TestClass]
internal sealed class ImageBuilderTests
{
    private readonly RecordingBuildLog _log = new();

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(ImageFormat.Docker, null, ImageFormat.Oci)]
    [DataRow(ImageFormat.Oci, null, ImageFormat.Oci)]
    [DataRow(ImageFormat.Docker, ImageFormat.Oci, ImageFormat.Oci)]
    public void A_base_with_zstd_layers_gives_an_OCI_image(ImageFormat ofBase, ImageFormat? wanted, ImageFormat expected)
    {
        var baseImage = Samples.Base(ofBase, Samples.Config(layers: 2), MediaTypes.OciLayerZstd, MediaTypes.OciLayer);
        var manifest = ImageBuilder.Build(Samples.Plan with { Format = wanted }, baseImage, [Samples.Layer]).Image.Manifest;
        Assert.AreEqual(expected, manifest.Format);
        CollectionAssert.AreEqual(
            new[] { MediaTypes.OciLayerZstd, MediaTypes.OciLayer, MediaTypes.OciLayerGzip },
            manifest.Layers.Select(layer => layer.MediaType).ToArray()
        );
    }

    [TestMethod]
    public void Zstd_layers_in_Dockers_format_are_an_error()
    {
        var baseImage = Samples.Base(ImageFormat.Oci, Samples.Config(layers: 1), MediaTypes.OciLayerZstd);
        var error = Assert.ThrowsExactly<ContainerizeException>(() =>
            ImageBuilder.Build(Samples.Plan with { Format = ImageFormat.Docker }, baseImage, [])
        );
        Assert.AreEqual("CTZ2020", error.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task On_scratch_the_image_is_one_layer_in_OCI_format()
    {
        using var directory = Published();
        var plan = Plan(directory) with { Base = new BaseImageReference.Scratch() };
        var built = await BuildAsync(
            directory,
            plan,
            await new ScratchImageSource().ResolveAsync(plan.Platform, TestContext.CancellationToken)
        );
        AssertIsWhole(built);
        Assert.AreEqual(ImageFormat.Oci, built.Image.Manifest.Format);
        Assert.AreEqual(MediaTypes.OciConfig, built.Image.Manifest.Config.MediaType);
        Assert.AreEqual(MediaTypes.OciLayerGzip, built.Image.Manifest.Layers.Single().MediaType);
        Assert.AreEqual("scratch", built.Base.Name);
        Assert.IsNull(built.Base.Digest);
        CollectionAssert.AreEqual(new[] { "dotnet", "/app/App.dll" }, built.Image.Config.Entrypoint);
        Assert.AreEqual("CTZ1016", ImageConfigComposer.RootWarning(plan, built.Image.Config)?.Code);
    }

    [TestMethod]
    [DataRow(ImageFormat.Docker, null, ImageFormat.Docker)]
    [DataRow(ImageFormat.Docker, ImageFormat.Oci, ImageFormat.Oci)]
    [DataRow(ImageFormat.Oci, null, ImageFormat.Oci)]
    [DataRow(ImageFormat.Oci, ImageFormat.Docker, ImageFormat.Docker)]
    public async Task The_format_is_the_plan_s_or_the_base_s_for_every_part(
        ImageFormat baseFormat,
        ImageFormat? wanted,
        ImageFormat expected
    )
    {
        using var directory = Published();
        var foreign = baseFormat == ImageFormat.Oci ? MediaTypes.OciForeignLayerGzip : MediaTypes.DockerForeignLayerGzip;
        var baseImage = Samples.Base(
            baseFormat,
            Samples.Config("""{"Env":["APP_UID=1654"]}""", layers: 2),
            MediaTypes.LayerGzip(baseFormat),
            foreign
        );
        var labels = ImmutableSortedDictionary<string, string>.Empty.Add("org.opencontainers.image.title", "App").Add("x", "1");
        var built = await BuildAsync(directory, Plan(directory) with { Format = wanted, Labels = labels }, baseImage);
        AssertIsWhole(built);
        var manifest = built.Image.Manifest;
        Assert.AreEqual(expected, manifest.Format);
        Assert.AreEqual(MediaTypes.Config(expected), manifest.Config.MediaType);
        CollectionAssert.AreEqual(
            new[]
            {
                MediaTypes.LayerGzip(expected),
                expected == ImageFormat.Oci ? MediaTypes.OciForeignLayerGzip : MediaTypes.DockerForeignLayerGzip,
                MediaTypes.LayerGzip(expected),
            },
            manifest.Layers.Select(layer => layer.MediaType).ToArray()
        );
        CollectionAssert.AreEqual(
            baseImage.Image.Manifest.Layers.Select(layer => layer.Digest).ToArray(),
            manifest.Layers[..2].Select(layer => layer.Digest).ToArray()
        );
        CollectionAssert.AreEqual(
            expected == ImageFormat.Oci ? ["org.opencontainers.image.title"] : Array.Empty<string>(),
            manifest.Annotations.Keys.ToArray()
        );
        Assert.AreEqual(Samples.BaseDigest, built.Base.Digest);
        Assert.AreEqual("registry.example/base:1", built.Base.Name);
        Assert.IsEmpty(_log.Diagnostics);
    }

    [TestMethod]
    public async Task What_is_written_to_a_layout_is_found_again()
    {
        using var directory = Published();
        var labels = ImmutableSortedDictionary<string, string>.Empty.Add("org.opencontainers.image.base.name", "registry.example/base:1");
        var built = await BuildAsync(
            directory,
            Plan(directory) with
            {
                LabelsBaseDigest = true,
                Labels = labels,
            },
            Samples.Base(ImageFormat.Oci, Samples.Config())
        );
        var layout = directory.PathOf("layout");
        await new LayoutPublisher(layout, _log).PublishAsync(built.Image, built.Name, TestContext.CancellationToken);
        var found = await BuiltImageStore.ReadAsync(new Destination.Layout(layout), TestContext.CancellationToken);
        Assert.AreEqual(built.Image.Manifest.Digest, found.Image.Manifest.Digest);
        Assert.AreEqual(built.Name.Repository, found.Name.Repository);
        CollectionAssert.AreEqual(built.Name.Tags, found.Name.Tags);
        Assert.AreEqual(built.Base.Name, found.Base.Name);
        Assert.AreEqual(built.Base.Digest, found.Base.Digest);
    }

    [TestMethod]
    public async Task Where_nothing_was_built_there_is_nothing_to_push()
    {
        using var directory = new TemporaryDirectory();
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            BuiltImageStore.ReadAsync(new Destination.Layout(directory.PathOf("layout")), TestContext.CancellationToken)
        );
        Assert.AreEqual("CTZ1017", error.Diagnostics.Single().Code);
        Assert.Contains(directory.PathOf("layout"), error.Message);
    }

    [TestMethod]
    [DataRow("publish", "Other.dll", "Other.dll")]
    [DataRow("missing", "App.dll", "App.dll")]
    [DataRow("missing", null, ".")]
    public async Task A_publish_folder_without_the_application_is_named_and_nothing_is_written(
        string folder,
        string? entryFile,
        string named
    )
    {
        using var directory = Published();
        var plan = Plan(directory) with { PublishDirectory = directory.PathOf(folder), EntryFile = entryFile };
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            BuildAsync(directory, plan, Samples.Base(ImageFormat.Oci, Samples.Config()))
        );
        Assert.AreEqual("CTZ1013", error.Diagnostics.Single().Code);
        Assert.Contains(plan.PublishDirectory, error.Message);
        Assert.Contains($"'{named}'", error.Message);
        Assert.IsFalse(Directory.Exists(directory.PathOf("layers")));
    }

    [TestMethod]
    public async Task An_empty_publish_folder_adds_no_layer()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.PathOf("publish"));
        var plan = Plan(directory) with { EntryFile = null };
        var built = await BuildAsync(directory, plan, Samples.Base(ImageFormat.Oci, Samples.Config(layers: 1), MediaTypes.OciLayerGzip));
        AssertIsWhole(built);
        Assert.IsEmpty(built.AddedLayers);
        Assert.HasCount(1, built.Image.Layers);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            BuildAsync(directory, plan with { EntryFile = "App.dll" }, Samples.Base(ImageFormat.Oci, Samples.Config()))
        );
        Assert.AreEqual("CTZ1013", error.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task The_same_plan_gives_the_same_image_in_another_folder()
    {
        using var first = Published();
        using var second = Published();
        var baseImage = Samples.Base(ImageFormat.Oci, Samples.Config(layers: 1), MediaTypes.OciLayerGzip);
        Assert.AreEqual(
            (await BuildAsync(first, Plan(first), baseImage)).Image.Manifest.Digest,
            (await BuildAsync(second, Plan(second), baseImage)).Image.Manifest.Digest
        );
    }

    private static TemporaryDirectory Published()
    {
        var directory = new TemporaryDirectory();
        directory.Write("publish/App.dll", "MZ");
        return directory;
    }

    private static ImagePlan Plan(TemporaryDirectory directory) => Samples.Plan with { PublishDirectory = directory.PathOf("publish") };

    [TestMethod]
    public async Task A_layer_that_somebody_has_is_not_compressed()
    {
        using var directory = Published();
        directory.Write("publish/wwwroot/large.bin", new string('x', (int)LayerPlanner.MinimumSize));
        var baseImage = Samples.Base(ImageFormat.Oci, Samples.Config());
        var first = await BuildAsync(directory, Plan(directory), baseImage);
        Assert.AreEqual("content application", string.Join(' ', first.AddedLayers.Select(layer => layer.Name)));
        Directory.Delete(directory.PathOf("layers"), recursive: true);

        directory.Write("publish/App.dll", "MZ changed");
        var cache = new KnownLayer(first.AddedLayers[0]);
        var second = await BuildAsync(directory, Plan(directory), baseImage, cache);

        AssertIsWhole(second);
        Assert.AreSame(first.AddedLayers[0].Blob, second.Image.Layers[0]);
        Assert.AreEqual("application.tar.gz", Path.GetFileName(Directory.GetFiles(directory.PathOf("layers")).Single()));
    }

    [TestMethod]
    public async Task A_group_without_files_is_a_warning()
    {
        using var directory = Published();
        var plan = Plan(directory) with { Layers = new LayerRules { Groups = [new LayerGroup(new("models", 100), ["models/**"])] } };
        await BuildAsync(directory, plan, Samples.Base(ImageFormat.Oci, Samples.Config()));
        var warning = _log.Diagnostics.Single(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning);
        Assert.AreEqual("CTZ1022", warning.Code);
        Assert.Contains("models/**", warning.Message);
    }

    private sealed class KnownLayer(BuiltLayer layer) : IProvenLayers
    {
        public bool IsEmpty => false;

        public Task<IBlob?> FindAsync(Digest diffId, long length, CancellationToken cancellationToken) =>
            Task.FromResult(diffId == layer.DiffId ? layer.Blob : null);

        public IBlob Add(Digest diffId, IBlob made) => made;
    }

    private async Task<BuiltImage> BuildAsync(
        TemporaryDirectory directory,
        ImagePlan plan,
        BaseImage baseImage,
        IProvenLayers? cache = null
    )
    {
        ApplicationLayers.RequireEntryFile(plan);
        using var here = LocalCache.Open(CacheOptions.None, directory.PathOf("layers"), _log);
        var layers = new ApplicationLayers(plan.Layers.Compression, here, _log);
        var contents = layers.Plan(plan);
        return ImageBuilder.Build(
            plan,
            baseImage,
            await layers.BuildAsync(
                contents,
                Task.FromResult(contents),
                Task.FromResult(cache ?? NoLayers.Instance),
                _ => { },
                TestContext.CancellationToken
            )
        );
    }

    /// <summary>Manifest, configuration and blobs tell of each other what they are.</summary>
    private static void AssertIsWhole(BuiltImage built)
    {
        var image = built.Image;
        Assert.AreEqual(Digest.Compute(image.Config.RawBytes.AsSpan()), image.Manifest.Config.Digest);
        Assert.AreEqual(image.Config.RawBytes.Length, image.Manifest.Config.Size);
        CollectionAssert.AreEqual(
            image.Manifest.Layers.Select(layer => (layer.Digest, layer.Size)).ToArray(),
            image.Layers.Select(layer => (layer.Descriptor.Digest, layer.Descriptor.Size)).ToArray()
        );
        Assert.HasCount(image.Manifest.Layers.Length, image.Config.DiffIds);
        CollectionAssert.AreEqual(
            built.AddedLayers.Select(layer => layer.DiffId).ToArray(),
            image.Config.DiffIds[^built.AddedLayers.Length..]
        );
        Assert.AreEqual(image.Manifest.Digest, Manifest.Parse(image.Manifest.RawBytes).Digest);
    }
}
