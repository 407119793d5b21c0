using System.Collections.Immutable;
using System.Formats.Tar;
using Containerize.Archive;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Archive;

[TestClass]
internal sealed class OciArchivePublisherTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly Image _image = SmallImage.Create(ImageFormat.Oci, "base", "app", "base");

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("app.tar", null)]
    [DataRow("app.tar", "latest")]
    [DataRow("app.tar.gz", null)]
    [DataRow("app.TGZ", "1.2")]
    public async Task An_archive_is_read_back_as_the_same_image(string file, string? tag)
    {
        var result = await PublishAsync(_image, file);

        using var scratch = new ScratchFiles(_folder.PathOf("scratch"));
        var source = OciArchiveImageSource.Create("oci-archive:x", result.Destination, tag, scratch);
        var (image, digest) = await source.ResolveAsync(SmallImage.Platform, TestContext.CancellationToken);
        Assert.AreEqual(_image.Manifest.Digest, digest);
        CollectionAssert.AreEqual(_image.Manifest.RawBytes.ToArray(), image.Manifest.RawBytes.ToArray());
        for (var index = 0; index < 3; index++)
        {
            CollectionAssert.AreEqual(await BytesAsync(_image.Layers[index]), await BytesAsync(image.Layers[index]));
        }

        Assert.AreEqual(DestinationKind.OciArchive, result.Kind);
        CollectionAssert.AreEqual(
            new[] { $"oci-archive:{result.Destination}:1.2", $"oci-archive:{result.Destination}:latest" },
            result.References.ToArray()
        );
    }

    [TestMethod]
    public async Task Only_a_name_that_says_gzip_is_compressed()
    {
        var plain = await File.ReadAllBytesAsync((await PublishAsync(_image, "app.tar")).Destination, TestContext.CancellationToken);
        var compressed = await File.ReadAllBytesAsync(
            (await PublishAsync(_image, "app.tar.gz")).Destination,
            TestContext.CancellationToken
        );
        CollectionAssert.AreEqual(new byte[] { 0x1f, 0x8b }, compressed[..2]);
        Assert.AreNotEqual(0x1f, plain[0]);
    }

    [TestMethod]
    public async Task The_same_image_makes_the_same_archive()
    {
        var first = await File.ReadAllBytesAsync((await PublishAsync(_image, "a.tar.gz")).Destination, TestContext.CancellationToken);
        var second = await File.ReadAllBytesAsync((await PublishAsync(_image, "b.tar.gz")).Destination, TestContext.CancellationToken);
        CollectionAssert.AreEqual(first, second);
    }

    [TestMethod]
    public async Task A_folder_gets_a_file_named_after_the_repository() =>
        Assert.AreEqual(_folder.PathOf("out/team/app.oci.tar"), (await PublishAsync(_image, "out/")).Destination);

    [TestMethod]
    public async Task A_foreign_layer_stays_where_it_is()
    {
        var foreign = _image.Layers[0].Descriptor with
        {
            MediaType = MediaTypes.OciForeignLayerGzip,
            Urls = ["https://owner.example/layer"],
            Digest = Digest.Compute("foreign"u8),
        };
        var manifest = Manifest.Create(
            ImageFormat.Oci,
            _image.Manifest.Config,
            [foreign, .. _image.Manifest.Layers[1..]],
            ImmutableSortedDictionary<string, string>.Empty
        );
        var image = _image with { Manifest = manifest, Layers = _image.Layers.SetItem(0, new FileBlob(foreign, "/nowhere")) };

        var result = await PublishAsync(image, "app.tar");

        using var reader = new TarReader(File.OpenRead(result.Destination));
        while (reader.GetNextEntry() is { } entry)
        {
            Assert.DoesNotContain(foreign.Digest.Hex, entry.Name);
        }

        using var scratch = new ScratchFiles(_folder.PathOf("scratch"));
        var (read, _) = await OciArchiveImageSource
            .Create("oci-archive:x", result.Destination, null, scratch)
            .ResolveAsync(SmallImage.Platform, TestContext.CancellationToken);
        CollectionAssert.AreEqual(foreign.Urls.ToArray(), read.Layers[0].Descriptor.Urls.ToArray());
        Assert.AreEqual(foreign.Digest, read.Layers[0].Descriptor.Digest);
    }

    [TestMethod]
    public async Task It_is_also_what_docker_load_takes_with_every_tag()
    {
        var result = await PublishAsync(_image, "app.tar");
        using var reader = new TarReader(File.OpenRead(result.Destination));
        string? manifest = null;
        while (reader.GetNextEntry() is { } entry)
        {
            manifest =
                entry.Name == "manifest.json"
                    ? await new StreamReader(entry.DataStream!).ReadToEndAsync(TestContext.CancellationToken)
                    : manifest;
        }

        Assert.IsNotNull(manifest);
        Assert.Contains("""["team/app:1.2","team/app:latest"]""", manifest);
        Assert.Contains($"blobs/sha256/{_image.Manifest.Config.Digest.Hex}", manifest);
    }

    [TestMethod]
    public async Task An_image_in_Docker_s_format_has_OCI_media_types_there()
    {
        var image = SmallImage.Create(ImageFormat.Docker, "base", "app");
        var result = await PublishAsync(image, "app.tar");
        using var scratch = new ScratchFiles(_folder.PathOf("scratch"));
        var (read, digest) = await OciArchiveImageSource
            .Create("oci-archive:x", result.Destination, "latest", scratch)
            .ResolveAsync(SmallImage.Platform, TestContext.CancellationToken);
        Assert.AreEqual(result.Digest, digest);
        Assert.AreEqual(ImageFormat.Oci, read.Manifest.Format);
        Assert.AreEqual(image.As(ImageFormat.Oci).Manifest.Digest, digest);
    }

    [TestMethod]
    public async Task What_a_killed_build_left_of_it_is_removed_and_what_another_still_writes_is_not()
    {
        await File.WriteAllTextAsync(_folder.PathOf(".app.tar.abc.tmp"), "half", TestContext.CancellationToken);
        await using var writing = new FileStream(_folder.PathOf(".app.tar.def.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await File.WriteAllTextAsync(_folder.PathOf(".other.tar.abc.tmp"), "another's", TestContext.CancellationToken);

        await PublishAsync(_image, "app.tar");

        CollectionAssert.AreEquivalent(
            new[] { "app.tar", ".app.tar.def.tmp", ".other.tar.abc.tmp" },
            Directory.GetFiles(_folder.FullName).Select(Path.GetFileName).ToArray()
        );
    }

    private Task<PublishResult> PublishAsync(Image image, string path) =>
        new OciArchivePublisher(Path.Combine(_folder.FullName, path), SilentLog.Instance).PublishAsync(
            image,
            TestNames.Image("team/app", ["1.2", "latest"]),
            TestContext.CancellationToken
        );

    private async Task<byte[]> BytesAsync(IBlob blob)
    {
        await using var stream = await blob.OpenAsync(TestContext.CancellationToken);
        var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, TestContext.CancellationToken);
        return buffer.ToArray();
    }
}
