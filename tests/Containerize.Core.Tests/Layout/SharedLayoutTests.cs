using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Testing;

namespace Containerize.Core.Tests.Layout;

/// <summary>Layouts that have images of other projects and other tools.</summary>
[TestClass]
internal sealed class SharedLayoutTests : IDisposable
{
    private const string RefName = "org.opencontainers.image.ref.name";

    private readonly TemporaryDirectory _folder = new();
    private readonly Image _theirs = SmallImage.Create(ImageFormat.Oci, "base", "theirs");
    private readonly Image _ours = SmallImage.Create(ImageFormat.Oci, "base", "ours");

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    private string Layout => _folder.PathOf("layout");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task What_another_tool_wrote_stays_with_every_field_and_blob(bool replacesFormer)
    {
        await WriteTheirsAsync("theirs");
        var (before, blobs) = (Theirs(), Blobs());

        await PublishAsync(_ours, "app", "app", replacesFormer, "latest");
        await PublishAsync(SmallImage.Create(ImageFormat.Oci, "base", "newer"), "app", "app", replacesFormer, "latest");

        Assert.AreEqual(before, Theirs());
        Assert.IsEmpty(blobs.Except(Blobs()));
        Assert.AreEqual(_theirs.Manifest.Digest, (await ReadBaseAsync("theirs")).Image.Manifest.Digest);
        using var index = Index();
        Assert.AreEqual("mine", index.RootElement.GetProperty("annotations").GetProperty("whose").GetString());
        Assert.IsTrue(File.Exists(_folder.PathOf("layout/README")));
    }

    [TestMethod]
    public async Task A_tag_that_another_tool_gave_stays_with_its_image_and_ours_has_its_repository_before_it()
    {
        await WriteTheirsAsync("latest");

        var result = await PublishAsync(_ours, "team/app", "app", false, "latest");

        Assert.AreEqual(_theirs.Manifest.Digest, (await ReadBaseAsync("latest")).Image.Manifest.Digest);
        Assert.AreEqual($"oci:{Layout}:team/app:latest", result.References.Single());
        CollectionAssert.AreEqual(new[] { "latest", "team/app:latest" }, RefNames());
    }

    [TestMethod]
    public async Task Two_projects_with_one_tag_are_told_apart_and_each_finds_its_own()
    {
        await PublishAsync(_ours, "app", "App", false, "1.0", "latest");
        await PublishAsync(_theirs, "web", "Web", false, "latest");

        CollectionAssert.AreEqual(new[] { "1.0", "app:latest", "web:latest" }, RefNames());
        foreach (var (project, image) in new[] { ("App", _ours), ("Web", _theirs) })
        {
            var found = await BuiltImageStore.ReadAsync(new Destination.Layout(Layout) { Project = project }, Token);
            Assert.AreEqual(image.Manifest.Digest, found.Image.Manifest.Digest);
            Assert.AreEqual("latest", found.Name.Tags[^1].ToString());
        }

        // The choices of the message work.
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ReadBaseAsync("latest"));
        Assert.AreEqual("CTZ4023", error.Diagnostics.Single().Code);
        Assert.Contains($"@{_ours.Manifest.Digest} (app:latest)", error.Message);
        var named = (BaseImageReference.Layout)BaseImageReference.TryParse($"oci-layout:{Layout}@{_ours.Manifest.Digest}", "/")!;
        Assert.AreEqual((Layout, _ours.Manifest.Digest), (named.Path, (await ReadBaseAsync(named.Tag)).Image.Manifest.Digest));

        // manifest.json has both for engines.
        using var manifests = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.PathOf("layout/manifest.json"), Token));
        CollectionAssert.AreEquivalent(
            new[] { "app:1.0", "app:latest", "web:latest" },
            manifests
                .RootElement.EnumerateArray()
                .SelectMany(image => image.GetProperty("RepoTags").EnumerateArray())
                .Select(tag => tag.GetString())
                .ToArray()
        );
    }

    [TestMethod]
    public async Task The_order_in_which_projects_come_makes_no_difference()
    {
        await PublishAsync(_ours, "app", "App", false, "latest");
        await PublishAsync(_theirs, "web", "Web", false, "latest");
        var first = await File.ReadAllTextAsync(_folder.PathOf("layout/index.json"), Token);
        Directory.Delete(Layout, recursive: true);
        await PublishAsync(_theirs, "web", "Web", false, "latest");
        await PublishAsync(_ours, "app", "App", false, "latest");
        Assert.AreEqual(first, await File.ReadAllTextAsync(_folder.PathOf("layout/index.json"), Token));
    }

    [TestMethod]
    public async Task Two_projects_that_give_one_name_are_told_so_and_the_first_image_stays()
    {
        await PublishAsync(_ours, "app", "App", false, "latest");
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PublishAsync(_theirs, "app", "Web", false, "latest"));
        Assert.AreEqual("CTZ4051", error.Diagnostics.Single().Code);
        Assert.Contains("'app:latest' of the project 'App'", error.Message);
        Assert.AreEqual(_ours.Manifest.Digest, (await ReadBaseAsync("latest")).Image.Manifest.Digest);
    }

    [TestMethod]
    public async Task A_project_that_built_nothing_there_is_not_given_another_s_image()
    {
        await PublishAsync(_ours, "app", "App", false, "latest");
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            BuiltImageStore.ReadAsync(new Destination.Layout(Layout) { Project = "Web" }, Token)
        );
        Assert.AreEqual("CTZ4050", error.Diagnostics.Single().Code);
        Assert.Contains("it has: app:latest", error.Message);
    }

    [TestMethod]
    public async Task Blobs_that_a_document_of_an_unknown_kind_names_stay()
    {
        await PublishAsync(_ours, "app", "App", true, "latest");
        var document = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"blobs":[{"digest":"{{_ours.Layers[1].Descriptor.Digest}}"}]}"""
        );
        var digest = Digest.Compute(document);
        await File.WriteAllBytesAsync(BlobPath(digest), document, Token);
        var index = JsonNode.Parse(await File.ReadAllTextAsync(_folder.PathOf("layout/index.json"), Token))!;
        index["manifests"]!
            .AsArray()
            .Add(
                JsonNode.Parse($$"""{"mediaType":"application/vnd.example.thing+json","digest":"{{digest}}","size":{{document.Length}}}""")
            );
        _folder.Write("layout/index.json", index.ToJsonString());

        await PublishAsync(_theirs, "app", "App", true, "latest");

        Assert.IsTrue(File.Exists(BlobPath(_ours.Layers[1].Descriptor.Digest)));
        Assert.IsFalse(File.Exists(BlobPath(_ours.Manifest.Digest)));
    }

    [TestMethod]
    public async Task Where_a_manifest_cannot_be_read_no_blob_is_removed()
    {
        await WriteTheirsAsync("theirs");
        await PublishAsync(_ours, "app", "App", true, "latest");
        await File.WriteAllBytesAsync(BlobPath(_theirs.Manifest.Digest), new byte[_theirs.Manifest.RawBytes.Length], Token);
        var before = Blobs();
        await PublishAsync(SmallImage.Create(ImageFormat.Oci, "newer"), "app", "App", true, "latest");
        Assert.IsEmpty(before.Except(Blobs()));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task An_image_in_Docker_s_format_has_OCI_media_types_there_and_is_what_was_built_when_it_is_read_back(bool withIndex)
    {
        var image = SmallImage.Create(ImageFormat.Docker, "base", "app");
        var built = withIndex
            ? ImageSet.Create(
                [image],
                ImageIndex.Create(
                    ImageFormat.Docker,
                    [image.Manifest.Descriptor with { Platform = SmallImage.Platform }],
                    OciJson.NoAnnotations
                ),
                OciJson.NoAnnotations
            )
            : ImageSet.Create(image);
        var result = await new LayoutPublisher(Layout, SilentLog.Instance, "App").PublishAsync(
            built,
            TestNames.Image("app", ["1.0", "latest"]),
            Token
        );

        Assert.AreNotEqual(built.Digest, result.Digest);
        Assert.Contains($"skopeo copy \"oci:{Layout}:1.0\"", result.Hint!);
        var read = await ReadBaseAsync("1.0");
        Assert.AreEqual(result.Digest, read.Digest);
        Assert.AreEqual(ImageFormat.Oci, read.Image.Manifest.Format);
        Assert.AreEqual(MediaTypes.OciLayerGzip, read.Image.Manifest.Layers[0].MediaType);
        Assert.IsFalse(File.Exists(BlobPath(built.Digest)));

        var found = await BuiltImageStore.ReadAsync(new Destination.Layout(Layout) { Project = "App" }, Token);
        Assert.AreEqual(built.Digest, found.Images.Digest);
        CollectionAssert.AreEqual(image.Manifest.RawBytes.ToArray(), found.Image.Manifest.RawBytes.ToArray());
    }

    private Task<PublishResult> PublishAsync(Image image, string repository, string project, bool replacesFormer, params string[] tags) =>
        new LayoutPublisher(Layout, SilentLog.Instance, project, replacesFormer).PublishAsync(
            image,
            TestNames.Image(repository, [.. tags]),
            Token
        );

    private Task<BaseImage> ReadBaseAsync(string? tag) =>
        LayoutImageSource.FromFolder("oci-layout:x", Layout, tag).ResolveAsync(SmallImage.Platform, Token);

    /// <summary>As another tool has it: fields and annotations that this package does not know, and an unnamed blob.</summary>
    private async Task WriteTheirsAsync(string tag)
    {
        foreach (var blob in _theirs.ConfigAndLayers.Append(new BytesBlob(_theirs.Manifest.Descriptor, _theirs.Manifest.RawBytes)))
        {
            await using var stream = await blob.OpenAsync(Token);
            var buffer = new MemoryStream();
            await stream.CopyToAsync(buffer, Token);
            Directory.CreateDirectory(Path.GetDirectoryName(BlobPath(blob.Descriptor.Digest))!);
            await File.WriteAllBytesAsync(BlobPath(blob.Descriptor.Digest), buffer.ToArray(), Token);
        }

        _folder.Write("layout/README", "mine");
        _folder.Write($"layout/blobs/sha256/{Digest.Compute("unnamed"u8).Hex}", "unnamed");
        _folder.Write("layout/oci-layout", """{"imageLayoutVersion": "1.0.0"}""");
        _folder.Write(
            "layout/index.json",
            $$"""
            {"schemaVersion":2,"annotations":{"whose":"mine"},"manifests":[{"mediaType":"{{_theirs.Manifest.MediaType}}","digest":"{{_theirs.Manifest.Digest}}",
            "size":{{_theirs.Manifest.RawBytes.Length}},"annotations":{"{{RefName}}":"{{tag}}","example":"kept"},"artifactType":"x/y","data":"e30="}]}
            """
        );
    }

    private string Theirs()
    {
        using var index = Index();
        return JsonNode.Parse(index.RootElement.GetProperty("manifests")[0].GetRawText())!.ToJsonString();
    }

    private string[] RefNames()
    {
        using var index = Index();
        return
        [
            .. index
                .RootElement.GetProperty("manifests")
                .EnumerateArray()
                .Select(entry => entry.GetProperty("annotations").GetProperty(RefName).GetString()!),
        ];
    }

    private JsonDocument Index() => JsonDocument.Parse(File.ReadAllBytes(_folder.PathOf("layout/index.json")));

    private string[] Blobs() => Directory.GetFiles(_folder.PathOf("layout/blobs/sha256"));

    private string BlobPath(Digest digest) => _folder.PathOf($"layout/blobs/{digest.Algorithm}/{digest.Hex}");
}
