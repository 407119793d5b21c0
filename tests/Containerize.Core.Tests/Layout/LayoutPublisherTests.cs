using System.Text.Json;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Layout;

[TestClass]
internal sealed class LayoutPublisherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctz-").FullName;

    public TestContext TestContext { get; set; } = null!;

    private string LayoutPath => Path.Combine(_folder, "image");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task A_layout_has_its_marker_an_index_entry_for_each_tag_and_every_blob()
    {
        var image = SmallImage.Create(ImageFormat.Oci, "base", "app");
        var result = await PublishAsync(image, "", "1.2.3", "latest");

        Assert.AreEqual("""{"imageLayoutVersion":"1.0.0"}""", await ReadAsync("oci-layout"));
        using var index = JsonDocument.Parse(await ReadAsync("index.json"));
        var entries = index.RootElement.GetProperty("manifests").EnumerateArray().ToArray();
        CollectionAssert.AreEqual(
            new[] { "1.2.3", "latest" },
            entries.Select(entry => entry.GetProperty("annotations").GetProperty("org.opencontainers.image.ref.name").GetString()).ToArray()
        );
        Assert.IsTrue(entries.All(entry => entry.GetProperty("digest").GetString() == image.Manifest.Digest.ToString()));

        CollectionAssert.AreEquivalent(BlobNames(image), BlobsOnDisk());
        Assert.AreEqual(image.Manifest.RawBytes.Length, new FileInfo(BlobPath(image.Manifest.Digest)).Length);
        Assert.AreEqual(
            image.Layers.Sum(layer => layer.Descriptor.Size) + image.Manifest.Config.Size + image.Manifest.RawBytes.Length,
            result.BytesSent
        );
        Assert.AreEqual(0, result.BytesReused);
        CollectionAssert.AreEqual(new[] { $"oci:{LayoutPath}:1.2.3", $"oci:{LayoutPath}:latest" }, result.References.ToArray());
    }

    [TestMethod]
    public async Task The_same_image_again_writes_no_blob()
    {
        var image = SmallImage.Create(ImageFormat.Docker, "base", "app");
        var first = await PublishAsync(image, "", "1");
        var second = await PublishAsync(image, "", "1");
        Assert.AreEqual(0, second.BytesSent);
        Assert.AreEqual(first.BytesSent, second.BytesReused);
    }

    [TestMethod]
    public async Task Builds_that_write_one_layout_at_once_are_all_in_it()
    {
        Image[] images =
        [
            .. Enumerable
                .Range(0, 12)
                .Select(number => SmallImage.Create(ImageFormat.Oci, "base", $"app {number}", new string('x', 100_000 + number))),
        ];
        await Task.WhenAll(images.Select((image, number) => Task.Run(() => PublishAsync(image, $"project {number}", $"{number}"))));

        CollectionAssert.AreEquivalent(images.SelectMany(BlobNames).Distinct().ToArray(), BlobsOnDisk());
        for (var number = 0; number < images.Length; number++)
        {
            var stored = await LayoutImage.ReadAsync(LayoutPath, $"project {number}", TestContext.CancellationToken);
            Assert.AreEqual(images[number].Manifest.Digest, stored.Image.Manifest.Digest);
            Assert.AreEqual($"{number}", stored.Name.Tags.Single().ToString());
            foreach (var blob in stored.Image.ConfigAndLayers)
            {
                await BytesAsync(blob);
            }
        }
    }

    [TestMethod]
    public async Task A_layout_that_a_killed_build_began_is_finished()
    {
        var image = SmallImage.Create(ImageFormat.Oci, "app");
        var former = Digest.Compute("of a killed build"u8);
        Directory.CreateDirectory(Path.Combine(LayoutPath, "blobs", "sha256"));
        foreach (
            var left in new[]
            {
                ".lock",
                ".oci-layout.abc.tmp",
                $"blobs/sha256/{former.Hex}",
                $"blobs/sha256/.{former.Hex}.abc.tmp",
                "blobs/sha256/unknown",
            }
        )
        {
            await File.WriteAllTextAsync(Path.Combine(LayoutPath, left), "half", TestContext.CancellationToken);
        }

        await File.WriteAllTextAsync(
            Path.Combine(LayoutPath, ".unfinished"),
            $"{former}\n{image.Layers[0].Descriptor.Digest}",
            TestContext.CancellationToken
        );
        await PublishAsync(image, "", "1");

        CollectionAssert.AreEquivalent(BlobNames(image).Append("unknown").ToArray(), BlobsOnDisk());
        CollectionAssert.AreEquivalent(
            new[] { ".lock", "oci-layout", "index.json", "manifest.json" },
            Directory.GetFiles(LayoutPath).Select(Path.GetFileName).ToArray()
        );
    }

    [TestMethod]
    public async Task In_the_output_folder_a_new_image_takes_the_place_of_the_project_s_former_and_shares_its_layers()
    {
        await PublishAsync(SmallImage.Create(ImageFormat.Oci, "base", "app one"), "", "1", "latest");
        var image = SmallImage.Create(ImageFormat.Oci, "base", "app two");
        var result = await new LayoutPublisher(LayoutPath, SilentLog.Instance, replacesFormer: true).PublishAsync(
            image,
            TestNames.Image("app", ["2", "latest"]),
            TestContext.CancellationToken
        );

        CollectionAssert.AreEquivalent(BlobNames(image), BlobsOnDisk());
        Assert.AreEqual(image.Layers[0].Descriptor.Size, result.BytesReused);
        CollectionAssert.AreEqual(new[] { "2", "latest" }, await RefNamesAsync());
    }

    [TestMethod]
    public async Task A_layout_of_its_own_keeps_the_tags_that_do_not_move()
    {
        var former = SmallImage.Create(ImageFormat.Oci, "base", "app one");
        await PublishAsync(former, "app", "1", "latest");
        var image = SmallImage.Create(ImageFormat.Oci, "base", "app two");
        await PublishAsync(image, "app", "2", "latest");

        CollectionAssert.AreEquivalent(new[] { "1", "2", "latest" }, await RefNamesAsync());
        CollectionAssert.AreEquivalent(BlobNames(image).Union(BlobNames(former)).ToArray(), BlobsOnDisk());
        var built = await LayoutImage.ReadAsync(LayoutPath, "app", TestContext.CancellationToken);
        Assert.AreEqual(image.Manifest.Digest, built.Image.Manifest.Digest);
        Assert.AreSequenceEqual([TestNames.Free("2"), TestNames.Free("latest")], built.Name.Tags);

        // What has no name any more goes, and what others share stays.
        await PublishAsync(image, "app", "1");
        CollectionAssert.AreEquivalent(BlobNames(image), BlobsOnDisk());
    }

    [TestMethod]
    public async Task A_blob_that_was_cut_short_is_written_again()
    {
        var image = SmallImage.Create(ImageFormat.Oci, "base");
        await PublishAsync(image, "", "1");
        var path = BlobPath(image.Layers[0].Descriptor.Digest);
        await File.WriteAllTextAsync(path, "cut", TestContext.CancellationToken);
        var result = await PublishAsync(image, "", "1");
        Assert.AreEqual(image.Layers[0].Descriptor.Size, result.BytesSent);
        Assert.AreEqual(result.BytesSent, new FileInfo(path).Length);
    }

    [TestMethod]
    public async Task A_blob_of_the_right_size_and_the_wrong_content_is_written_again()
    {
        var image = SmallImage.Create(ImageFormat.Oci, "base", "app");
        await PublishAsync(image, "", "1");
        var damaged = image.Layers[0].Descriptor;
        await File.WriteAllBytesAsync(BlobPath(damaged.Digest), new byte[damaged.Size], TestContext.CancellationToken);

        var result = await PublishAsync(image, "", "1");

        Assert.AreEqual(damaged.Size, result.BytesSent);
        var built = await LayoutImage.ReadAsync(LayoutPath, "", TestContext.CancellationToken);
        CollectionAssert.AreEqual(await BytesAsync(image.Layers[0]), await BytesAsync(built.Image.Layers[0]));
    }

    [TestMethod]
    public async Task A_layer_that_does_not_match_its_digest_leaves_the_former_image_whole()
    {
        var former = SmallImage.Create(ImageFormat.Oci, "base", "app");
        await PublishAsync(former, "", "1");
        var image = SmallImage.Create(ImageFormat.Oci, "base", "new");
        var broken = Path.Combine(_folder, "broken");
        await File.WriteAllBytesAsync(broken, new byte[image.Layers[1].Descriptor.Size], TestContext.CancellationToken);
        image = image with { Layers = image.Layers.SetItem(1, new FileBlob(image.Layers[1].Descriptor, broken)) };

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PublishAsync(image, "", "2"));
        Assert.AreEqual("CTZ2008", error.Diagnostics.Single().Code);
        Assert.DoesNotContain(file => file.EndsWith(".tmp", StringComparison.Ordinal), BlobsOnDisk());
        var built = await LayoutImage.ReadAsync(LayoutPath, "", TestContext.CancellationToken);
        Assert.AreEqual(former.Manifest.Digest, built.Image.Manifest.Digest);
    }

    [TestMethod]
    public async Task Cancelling_leaves_no_index_and_no_partial_file()
    {
        using var cancellation = new CancellationTokenSource();
        var image = SmallImage.Create(ImageFormat.Oci, "base", "app");
        image = image with { Layers = image.Layers.SetItem(1, new CancellingBlob(image.Layers[1].Descriptor, cancellation)) };
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            new LayoutPublisher(LayoutPath, SilentLog.Instance).PublishAsync(image, TestNames.Image("app", ["1"]), cancellation.Token)
        );
        Assert.IsFalse(File.Exists(Path.Combine(LayoutPath, "index.json")));
        Assert.IsEmpty(
            Directory.EnumerateFiles(LayoutPath, "*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        );
    }

    [TestMethod]
    public async Task A_folder_with_other_files_is_refused_and_kept()
    {
        Directory.CreateDirectory(LayoutPath);
        var file = Path.Combine(LayoutPath, "thesis.docx");
        await File.WriteAllTextAsync(file, "", TestContext.CancellationToken);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            PublishAsync(SmallImage.Create(ImageFormat.Oci, "a"), "", "1")
        );
        Assert.AreEqual("CTZ4024", error.Diagnostics.Single().Code);
        CollectionAssert.AreEqual(new[] { file }, Directory.GetFileSystemEntries(LayoutPath));
    }

    [TestMethod]
    [DataRow("index.json", "{")]
    [DataRow("index.json", """{"mediaType":"text/plain"}""")]
    [DataRow("manifest.json", "")]
    [DataRow("oci-layout", """{"imageLayoutVersion":"2.0.0"}""")]
    public async Task A_layout_whose_images_cannot_be_known_is_refused_and_kept(string file, string content)
    {
        await PublishAsync(SmallImage.Create(ImageFormat.Oci, "theirs"), "", "theirs");
        await File.WriteAllTextAsync(Path.Combine(LayoutPath, file), content, TestContext.CancellationToken);
        var before = BlobsOnDisk();

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            PublishAsync(SmallImage.Create(ImageFormat.Oci, "ours"), "", "ours")
        );

        Assert.AreEqual("CTZ4052", error.Diagnostics.Single().Code);
        Assert.Contains(file, error.Message);
        Assert.AreEqual(content, await ReadAsync(file));
        CollectionAssert.AreEquivalent(before, BlobsOnDisk());
    }

    [TestMethod]
    [DataRow(ImageFormat.Oci, "team/app")]
    [DataRow(ImageFormat.Docker, "app")]
    public async Task What_was_built_is_read_back_with_its_name(ImageFormat format, string repository)
    {
        var image = SmallImage.Create(format, "base", "app", "base");
        await new LayoutPublisher(LayoutPath, SilentLog.Instance).PublishAsync(
            image,
            TestNames.Image(repository, ["1.2", "latest"]),
            TestContext.CancellationToken
        );
        var built = await LayoutImage.ReadAsync(LayoutPath, "", TestContext.CancellationToken);

        Assert.AreEqual(repository, built.Name.Repository.ToString());
        Assert.AreSequenceEqual([TestNames.Free("1.2"), TestNames.Free("latest")], built.Name.Tags);
        CollectionAssert.AreEqual(image.Manifest.RawBytes.ToArray(), built.Image.Manifest.RawBytes.ToArray());
        CollectionAssert.AreEqual(image.Config.RawBytes.ToArray(), built.Image.Config.RawBytes.ToArray());
        for (var index = 0; index < 3; index++)
        {
            CollectionAssert.AreEqual(await BytesAsync(image.Layers[index]), await BytesAsync(built.Image.Layers[index]));
        }
    }

    private async Task<byte[]> BytesAsync(IBlob blob)
    {
        await using var stream = await blob.OpenAsync(TestContext.CancellationToken);
        var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, TestContext.CancellationToken);
        return buffer.ToArray();
    }

    private Task<PublishResult> PublishAsync(Image image, string project, params string[] tags) =>
        new LayoutPublisher(LayoutPath, SilentLog.Instance, project).PublishAsync(
            image,
            TestNames.Image("app", [.. tags]),
            TestContext.CancellationToken
        );

    private async Task<string[]> RefNamesAsync()
    {
        using var index = JsonDocument.Parse(await ReadAsync("index.json"));
        return
        [
            .. index
                .RootElement.GetProperty("manifests")
                .EnumerateArray()
                .Select(entry => entry.GetProperty("annotations").GetProperty("org.opencontainers.image.ref.name").GetString()!),
        ];
    }

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(LayoutPath, name), TestContext.CancellationToken);

    private string BlobPath(Digest digest) => Path.Combine(LayoutPath, "blobs", digest.Algorithm, digest.Hex);

    private string[] BlobsOnDisk() =>
        [.. Directory.EnumerateFiles(Path.Combine(LayoutPath, "blobs", "sha256")).Select(file => Path.GetFileName(file))];

    private static string[] BlobNames(Image image) =>
        [
            .. image
                .Manifest.Layers.Append(image.Manifest.Config)
                .Append(image.Manifest.Descriptor)
                .Select(descriptor => descriptor.Digest.Hex)
                .Distinct(),
        ];

    private sealed class CancellingBlob(Descriptor descriptor, CancellationTokenSource cancellation) : IBlob
    {
        public Descriptor Descriptor => descriptor;

        public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
        {
            await cancellation.CancelAsync();
            return new MemoryStream(new byte[descriptor.Size]);
        }
    }
}
