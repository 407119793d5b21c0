using Containerize.Archive;
using Containerize.Building;
using Containerize.Core.Tests.Registry;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry;
using Containerize.Testing;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Building;

/// <summary>What may move a tag goes with what was built, so that a later push needs to know no version.</summary>
[TestClass]
internal sealed class BuiltTagsTests : RegistryTestBase
{
    private static readonly ImageName Backport = TestNames.Tagged(
        "app",
        TestNames.Fixed("1.9.1"),
        TestNames.Forward("1.9", 2, "1.9.1"),
        TestNames.Forward("latest", 0, "1.9.1", higherInGit: "v2.0.0"),
        new ImageTag(Tag.Parse("build-7"), TagMovement.Fixed),
        TestNames.Free("nightly")
    );

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Movement_and_version_are_found_again_with_the_image(bool isIndex)
    {
        using var folder = new TemporaryDirectory();
        var image = SmallImage.Create(ImageFormat.Oci, "app");
        var images = isIndex
            ? ImageSet.Create(
                [image],
                ImageIndex.Create([image.Manifest.Descriptor with { Platform = image.Config.Platform }]),
                OciJson.NoAnnotations
            )
            : ImageSet.Create(image);
        await new LayoutPublisher(folder.PathOf("layout"), Log).PublishAsync(images, Backport, Token);

        var found = await BuiltImageStore.ReadAsync(new Destination.Layout(folder.PathOf("layout")), Token);

        CollectionAssert.AreEqual(Backport.Tags, found.Name.Tags);
        Assert.IsEmpty(found.Images.DescriptorAnnotations);
        CollectionAssert.AreEqual(
            new[] { TestNames.Free("1.9.1"), Backport.Tags[1], Backport.Tags[2], TestNames.Free("build-7"), TestNames.Free("nightly") },
            found.Name.Overwriting.Tags
        );
    }

    [TestMethod]
    public async Task A_push_of_what_was_built_moves_no_tag_back_and_overwrites_no_version()
    {
        using var folder = new TemporaryDirectory();
        await using var registry = await InMemoryRegistry.StartAsync();
        var two = await registry.Content.AddImageAsync("app", "2.0.0", SmallImage.Create(ImageFormat.Oci, "2.0.0"), Token);
        await registry.Content.AddImageAsync("app", "latest", SmallImage.Create(ImageFormat.Oci, "2.0.0"), Token);
        using var connections = Connect();

        await PushBuiltAsync("1.9.1", Backport with { Tags = [.. Backport.Tags.Select(tag => tag with { HigherInGit = "" })] });
        Assert.AreEqual(two.ToString(), registry.Content.GetManifest("app", "latest")!.Digest);
        Assert.AreEqual(registry.Content.GetManifest("app", "1.9.1")!.Digest, registry.Content.GetManifest("app", "1.9")!.Digest);

        await AssertCodeAsync("CTZ3050", () => PushBuiltAsync("another", TestNames.Tagged("app", TestNames.Fixed("2.0.0"))));

        async Task PushBuiltAsync(string content, ImageName name)
        {
            await new LayoutPublisher(folder.PathOf("layout"), Log).PublishAsync(SmallImage.Create(ImageFormat.Oci, content), name, Token);
            var built = await BuiltImageStore.ReadAsync(new Destination.Layout(folder.PathOf("layout")), Token);
            await PushAsync(connections, registry, built.Image, built.Name, RepositorySnapshot.Empty, Token);
        }
    }

    [TestMethod]
    [DataRow("sideways 0 1.2.3 1.2.3")]
    [DataRow("forward 9 1.2.3 1.2.3")]
    [DataRow("forward 0 one 1.2.3")]
    [DataRow("forward 0")]
    public async Task What_no_build_wrote_is_an_error(string annotation)
    {
        using var folder = new TemporaryDirectory();
        await new LayoutPublisher(folder.PathOf("layout"), Log).PublishAsync(SmallImage.Create(ImageFormat.Oci, "app"), Backport, Token);
        var index = folder.PathOf("layout/index.json");
        var text = await File.ReadAllTextAsync(index, Token);
        await File.WriteAllTextAsync(index, text.Replace("forward 2 1.9.1 1.9.1", annotation, StringComparison.Ordinal), Token);
        Assert.AreNotEqual(text, await File.ReadAllTextAsync(index, Token));
        await AssertCodeAsync(
            "CTZ4021",
            () => BuiltImageStore.ReadAsync(new Destination.Layout(folder.PathOf("layout")), Token),
            annotation,
            "'1.9'"
        );
    }

    [TestMethod]
    [DataRow("\"containerize.sdk.repository\":\"app\"", "\"containerize.sdk.repository\":\"../app\"", "'../app'")]
    [DataRow("\"org.opencontainers.image.ref.name\":\"nightly\"", "\"org.opencontainers.image.ref.name\":\"night ly\"", "'night ly'")]
    [DataRow("\"org.opencontainers.image.ref.name\":\"nightly\"", "\"no.name\":\"nightly\"", "'' is not a tag")]
    public async Task A_name_that_no_registry_takes_is_an_error(string written, string changed, string named)
    {
        using var folder = new TemporaryDirectory();
        await new LayoutPublisher(folder.PathOf("layout"), Log).PublishAsync(SmallImage.Create(ImageFormat.Oci, "app"), Backport, Token);
        var index = folder.PathOf("layout/index.json");
        var text = await File.ReadAllTextAsync(index, Token);
        Assert.Contains(written, text);
        await File.WriteAllTextAsync(index, text.Replace(written, changed, StringComparison.Ordinal), Token);

        await AssertCodeAsync("CTZ4021", () => BuiltImageStore.ReadAsync(new Destination.Layout(folder.PathOf("layout")), Token), named);
    }

    [TestMethod]
    public async Task Archives_say_nothing_of_it()
    {
        using var folder = new TemporaryDirectory();
        var image = SmallImage.Create(ImageFormat.Oci, "app");
        await new OciArchivePublisher(folder.PathOf("bound.tar"), Log).PublishAsync(image, Backport, Token);
        await new OciArchivePublisher(folder.PathOf("free.tar"), Log).PublishAsync(
            image,
            Backport with
            {
                Tags = [.. Backport.Tags.Select(tag => tag.AsFree)],
            },
            Token
        );
        CollectionAssert.AreEqual(
            await File.ReadAllBytesAsync(folder.PathOf("free.tar"), Token),
            await File.ReadAllBytesAsync(folder.PathOf("bound.tar"), Token)
        );
    }
}
