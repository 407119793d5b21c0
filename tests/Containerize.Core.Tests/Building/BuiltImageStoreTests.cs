using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Streams;
using Containerize.Testing;

namespace Containerize.Core.Tests.Building;

[TestClass]
internal sealed class BuiltImageStoreTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task What_was_built_is_found_again_with_its_layers_and_base()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("publish/App.dll", "MZ");
        directory.Write("publish/wwwroot/large.bin", new string('x', (int)LayerPlanner.MinimumSize));
        var log = new RecordingBuildLog();
        var plan = Samples.Plan with
        {
            PublishDirectory = directory.PathOf("publish"),
            LabelsBaseDigest = true,
            Labels = Samples.Plan.Labels.Add(LabelKeys.BaseName, Samples.Plan.Base.Text),
        };
        var baseImage = Samples.Base(ImageFormat.Oci, Samples.Config(layers: 1), MediaTypes.OciLayerGzip);
        using var cache = LocalCache.Open(CacheOptions.None, directory.PathOf("layers"), log);
        var layers = new ApplicationLayers(LayerCompression.Balanced, cache, log);
        var contents = layers.Plan(plan);
        var added = await layers.BuildAsync(
            contents,
            Task.FromResult(contents),
            Task.FromResult<IProvenLayers>(NoLayers.Instance),
            _ => { },
            TestContext.CancellationToken
        );
        var built = ImageBuilder.Build(plan, baseImage, added);
        await new LayoutPublisher(directory.PathOf("layout"), log).PublishAsync(built.Image, built.Name, TestContext.CancellationToken);

        var found = await BuiltImageStore.ReadAsync(new Destination.Layout(directory.PathOf("layout")), TestContext.CancellationToken);

        Assert.AreEqual(built.Image.Manifest.Digest, found.Image.Manifest.Digest);
        Assert.AreEqual((built.Base.Name, built.Base.Digest), (found.Base.Name, found.Base.Digest));
        Assert.AreEqual(built.Name.Repository, found.Name.Repository);
        CollectionAssert.AreEqual(built.Name.Tags, found.Name.Tags);
        CollectionAssert.AreEqual(
            built.AddedLayers.Select(layer => (layer.Name, layer.DiffId, layer.Descriptor.Digest)).ToArray(),
            found.AddedLayers.Select(layer => (layer.Name, layer.DiffId, layer.Descriptor.Digest)).ToArray()
        );
        Assert.AreEqual("content application", string.Join(' ', found.AddedLayers.Select(layer => layer.Name)));
    }

    [TestMethod]
    public async Task Where_nothing_was_built_that_is_said()
    {
        using var directory = new TemporaryDirectory();
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            BuiltImageStore.ReadAsync(new Destination.Layout(directory.PathOf("none")), TestContext.CancellationToken)
        );
        Assert.AreEqual("CTZ1017", error.Diagnostics.Single().Code);
    }
}
