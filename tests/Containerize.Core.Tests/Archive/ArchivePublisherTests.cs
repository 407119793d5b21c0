using System.Formats.Tar;
using System.Text;
using Containerize.Archive;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Archive;

[TestClass]
internal sealed class ArchivePublisherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctz-").FullName;
    private readonly Image _image = SmallImage.Create(ImageFormat.Docker, "base", "app", "base");

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task An_archive_is_what_docker_load_takes()
    {
        var result = await PublishAsync("app.tar");
        var entries = Entries(await File.ReadAllBytesAsync(result.Destination, TestContext.CancellationToken));

        string Blob(Descriptor descriptor) => $"blobs/sha256/{descriptor.Digest.Hex}";
        var (layers, config) = (_image.Manifest.Layers, _image.Manifest.Config);
        CollectionAssert.AreEqual(
            new[] { "manifest.json", "blobs/", "blobs/sha256/", Blob(config), Blob(layers[0]), Blob(layers[1]) },
            entries.Select(entry => entry.Name).ToArray()
        );
        Assert.AreEqual(
            $$"""[{"Config":"{{Blob(config)}}","RepoTags":["team/app:1.2","team/app:latest"],"Layers":["{{Blob(layers[0])}}","{{Blob(layers[1])}}","{{Blob(layers[0])}}"]}]""",
            Encoding.UTF8.GetString(entries.Single(entry => entry.Name == "manifest.json").Content)
        );
        foreach (
            var (name, content) in entries.Where(entry =>
                entry.Name.StartsWith("blobs/sha256/", StringComparison.Ordinal) && entry.Name.Length > 13
            )
        )
        {
            Assert.AreEqual(name, $"blobs/sha256/{Digest.Compute(content).Hex}");
        }

        Assert.AreEqual(layers[0].Size + layers[1].Size + config.Size, result.BytesSent);
        CollectionAssert.AreEqual(new[] { "team/app:1.2", "team/app:latest" }, result.References.ToArray());
    }

    [TestMethod]
    public async Task The_same_image_makes_the_same_archive_whatever_its_name()
    {
        var first = await File.ReadAllBytesAsync((await PublishAsync("a.tar.gz")).Destination, TestContext.CancellationToken);
        var second = await File.ReadAllBytesAsync((await PublishAsync("b.tar")).Destination, TestContext.CancellationToken);
        CollectionAssert.AreEqual(first, second);
    }

    [TestMethod]
    public async Task A_folder_gets_a_file_named_after_the_repository()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "there"));
        Assert.AreEqual(Path.Combine(_folder, "there", "team", "app.tar.gz"), (await PublishAsync("there")).Destination);
        Assert.AreEqual(Path.Combine(_folder, "new", "team", "app.tar.gz"), (await PublishAsync("new/")).Destination);
        Assert.IsTrue(File.Exists(Path.Combine(_folder, "new", "team", "app.tar.gz")));
    }

    [TestMethod]
    public async Task A_path_without_an_ending_that_is_no_file_is_a_folder()
    {
        Assert.AreEqual(Path.Combine(_folder, "images", "team", "app.tar.gz"), (await PublishAsync("images")).Destination);

        await File.WriteAllBytesAsync(Path.Combine(_folder, "app"), [], TestContext.CancellationToken);
        Assert.AreEqual(Path.Combine(_folder, "app"), (await PublishAsync("app")).Destination);
    }

    [TestMethod]
    public async Task An_image_in_OCI_format_is_a_layout_that_engines_load_as_well()
    {
        using var directory = new TemporaryDirectory();
        using var scratch = new ScratchFiles(directory.PathOf("scratch"));
        var image = SmallImage.Create(ImageFormat.Oci, "base", "app");

        var result = await new ArchivePublisher(Path.Combine(_folder, "app.tar.gz"), SilentLog.Instance).PublishAsync(
            image,
            TestNames.Image("team/app", ["1.2"]),
            TestContext.CancellationToken
        );

        // What reads an archive of one tag by its index needs no tag.
        var (read, digest) = await OciArchiveImageSource
            .Create("oci-archive:x", result.Destination, tag: null, scratch)
            .ResolveAsync(SmallImage.Platform, TestContext.CancellationToken);
        Assert.AreEqual(image.Manifest.Digest, digest);
        CollectionAssert.AreEqual(image.Manifest.RawBytes.ToArray(), read.Manifest.RawBytes.ToArray());
        var loaded = await new ArchiveImageSource("docker-archive:x", result.Destination, directory.PathOf("layers"), scratch).ResolveAsync(
            SmallImage.Platform,
            TestContext.CancellationToken
        );
        Assert.AreEqual(image.Manifest.Config.Digest, loaded.Image.Manifest.Config.Digest);
        Assert.AreEqual(image.Manifest.Digest, result.Digest);
        CollectionAssert.AreEqual(new[] { "team/app:1.2" }, result.References.ToArray());
    }

    [TestMethod]
    public async Task A_layer_that_does_not_match_its_digest_leaves_no_archive()
    {
        var descriptor = _image.Layers[1].Descriptor;
        var broken = Path.Combine(_folder, "broken");
        await File.WriteAllBytesAsync(broken, new byte[descriptor.Size], TestContext.CancellationToken);
        var image = _image with { Layers = _image.Layers.SetItem(1, new FileBlob(descriptor, broken)) };
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            new ArchivePublisher(Path.Combine(_folder, "out", "app.tar"), SilentLog.Instance).PublishAsync(
                image,
                TestNames.Image("app", ["1"]),
                TestContext.CancellationToken
            )
        );
        Assert.AreEqual("CTZ2008", error.Diagnostics.Single().Code);
        Assert.IsEmpty(Directory.GetFileSystemEntries(Path.Combine(_folder, "out")));
    }

    [TestMethod]
    public async Task A_path_that_cannot_be_written_is_a_coded_error()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.CancellationToken);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PublishAsync("file/below.tar"));
        Assert.AreEqual("CTZ5004", error.Diagnostics.Single().Code);
        Assert.Contains("below.tar", error.Message);
    }

    private Task<PublishResult> PublishAsync(string name) =>
        new ArchivePublisher(Path.Combine(_folder, name), SilentLog.Instance).PublishAsync(
            _image,
            TestNames.Image("team/app", ["1.2", "latest"]),
            TestContext.CancellationToken
        );

    private static List<(string Name, byte[] Content)> Entries(byte[] archive)
    {
        var entries = new List<(string Name, byte[] Content)>();
        using var reader = new TarReader(new MemoryStream(archive));
        while (reader.GetNextEntry() is { } entry)
        {
            var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            entries.Add((entry.Name, content.ToArray()));
        }

        return entries;
    }
}
