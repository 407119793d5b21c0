using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Layout;

[TestClass]
internal sealed class LayoutImageSourceTests : IDisposable
{
    private static readonly Platform Arm64 = new() { Os = "linux", Architecture = "arm64" };
    private readonly string _folder = Directory.CreateTempSubdirectory("ctz-").FullName;

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow(ImageFormat.Oci)]
    [DataRow(ImageFormat.Docker)]
    public async Task The_only_image_needs_no_tag(ImageFormat format)
    {
        var image = SmallImage.Create(format, "base");
        WriteIndex(await AddAsync(image));
        var resolved = await ResolveAsync(tag: null);
        Assert.AreEqual(image.Manifest.Digest, resolved.Digest);
        Assert.AreEqual(image.Manifest.Digest, resolved.Image.Manifest.Digest);
        Assert.AreEqual(format, resolved.Image.Manifest.Format);
        Assert.HasCount(1, resolved.Image.Layers);
        Assert.IsInstanceOfType<FileBlob>(resolved.Image.Layers[0]);
    }

    [TestMethod]
    [DataRow("1.0", "1.0")]
    [DataRow("localhost:5000/base:1.0", "1.0")]
    public async Task A_tag_chooses_among_images(string annotation, string tag)
    {
        var image = SmallImage.Create(ImageFormat.Oci, "wanted");
        WriteIndex(Tagged(await AddAsync(SmallImage.Create(ImageFormat.Oci, "other")), "2.0"), Tagged(await AddAsync(image), annotation));
        Assert.AreEqual(image.Manifest.Digest, (await ResolveAsync(tag)).Digest);
    }

    [TestMethod]
    public async Task Several_images_without_a_tag_are_an_error_that_lists_the_tags()
    {
        WriteIndex(
            Tagged(await AddAsync(SmallImage.Create(ImageFormat.Oci, "a")), "2.0"),
            Tagged(await AddAsync(SmallImage.Create(ImageFormat.Oci, "b")), "1.0")
        );
        var error = await FailsAsync("CTZ4023", tag: null);
        Assert.Contains(":1.0, :2.0", error.Message);
    }

    [TestMethod]
    public async Task Of_images_with_one_tag_the_digest_chooses_and_the_message_says_so()
    {
        var image = SmallImage.Create(ImageFormat.Oci, "a");
        WriteIndex(Tagged(await AddAsync(image), "1.0"), Tagged(await AddAsync(SmallImage.Create(ImageFormat.Oci, "b")), "1.0"));
        var error = await FailsAsync("CTZ4023", "1.0");
        Assert.Contains($"@{image.Manifest.Digest} (1.0)", error.Message);
        Assert.AreEqual(image.Manifest.Digest, (await ResolveAsync($"@{image.Manifest.Digest}")).Digest);
    }

    [TestMethod]
    public async Task An_artifact_beside_the_only_image_is_no_second_one()
    {
        var image = SmallImage.Create(ImageFormat.Oci, "a");
        var artifact = await AddAsync(SmallImage.Create(ImageFormat.Oci, "an index for lazy pulling"));
        WriteIndex(artifact with { ArtifactType = "application/vnd.amazon.soci.index.v2+json" }, await AddAsync(image));
        Assert.AreEqual(image.Manifest.Digest, (await ResolveAsync(tag: null)).Digest);
    }

    [TestMethod]
    public async Task A_tag_that_is_not_there_is_an_error_that_lists_the_tags()
    {
        WriteIndex(Tagged(await AddAsync(SmallImage.Create(ImageFormat.Oci, "a")), "2.0"));
        var error = await FailsAsync("CTZ4022", "1.0");
        Assert.Contains("it has: 2.0", error.Message);
    }

    [TestMethod]
    public async Task An_index_in_the_layout_is_chosen_from_by_platform_and_its_digest_is_the_bases()
    {
        var (amd64, arm64) = (SmallImage.Create(ImageFormat.Oci, "amd64"), SmallImage.Create(ImageFormat.Oci, Arm64, "arm64"));
        var index = Add(
            MediaTypes.OciIndex,
            ImageIndex
                .Create([
                    (await AddAsync(amd64)) with
                    {
                        Platform = SmallImage.Platform,
                    },
                    (await AddAsync(arm64)) with
                    {
                        Platform = Arm64,
                    },
                ])
                .RawBytes.AsSpan()
        );
        WriteIndex(Tagged(index, "1.0"));
        var resolved = await ResolveAsync("1.0", Arm64);
        Assert.AreEqual(index.Digest, resolved.Digest);
        Assert.AreEqual(arm64.Manifest.Digest, resolved.Image.Manifest.Digest);
    }

    [TestMethod]
    public async Task An_index_within_an_index_is_followed()
    {
        var image = SmallImage.Create(ImageFormat.Oci, "a");
        var inner = Add(
            MediaTypes.OciIndex,
            ImageIndex.Create([(await AddAsync(image)) with { Platform = SmallImage.Platform }]).RawBytes.AsSpan()
        );
        var outer = Add(MediaTypes.OciIndex, ImageIndex.Create([inner]).RawBytes.AsSpan());
        WriteIndex(outer);
        Assert.AreEqual(image.Manifest.Digest, (await ResolveAsync(tag: null)).Image.Manifest.Digest);
    }

    [TestMethod]
    public async Task Platforms_side_by_side_are_one_image()
    {
        var arm64 = SmallImage.Create(ImageFormat.Oci, Arm64, "arm64");
        WriteIndex(
            (await AddAsync(SmallImage.Create(ImageFormat.Oci, "amd64"))) with
            {
                Platform = SmallImage.Platform,
            },
            (await AddAsync(arm64)) with
            {
                Platform = Arm64,
            }
        );
        Assert.AreEqual(arm64.Manifest.Digest, (await ResolveAsync(tag: null, Arm64)).Digest);
    }

    [TestMethod]
    public async Task An_image_for_another_platform_is_refused()
    {
        WriteIndex(await AddAsync(SmallImage.Create(ImageFormat.Oci, "a")));
        await FailsAsync("CTZ2003", tag: null, Arm64);
    }

    [TestMethod]
    public async Task A_folder_that_does_not_exist_is_a_base_that_does_not_exist() => await FailsAsync("CTZ2002", tag: null);

    [TestMethod]
    [DataRow("oci-layout", null)]
    [DataRow("oci-layout", "no json")]
    [DataRow("oci-layout", """{"imageLayoutVersion":"2.0.0"}""")]
    [DataRow("oci-layout", "[]")]
    [DataRow("index.json", null)]
    [DataRow("index.json", "{")]
    [DataRow("index.json", """{"manifests":[]}""")]
    [DataRow(
        "index.json",
        """{"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:../../etc/passwd","size":1}]}"""
    )]
    public async Task A_damaged_layout_is_a_coded_error(string file, string? content)
    {
        WriteIndex(await AddAsync(SmallImage.Create(ImageFormat.Oci, "a")));
        File.Delete(Path.Combine(Layout, file));
        if (content is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(Layout, file), content, TestContext.CancellationToken);
        }

        await FailsAsync("CTZ4021", tag: null);
    }

    [TestMethod]
    public async Task A_missing_layer_is_noticed_before_anything_is_built()
    {
        var image = SmallImage.Create(ImageFormat.Oci, "a");
        WriteIndex(await AddAsync(image));
        File.Delete(BlobPath(image.Layers[0].Descriptor.Digest));
        await FailsAsync("CTZ4021", tag: null);
    }

    [TestMethod]
    public async Task A_changed_configuration_does_not_match_its_digest()
    {
        var image = SmallImage.Create(ImageFormat.Oci, "a");
        WriteIndex(await AddAsync(image));
        var path = BlobPath(image.Manifest.Config.Digest);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.CancellationToken);
        bytes[^2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.CancellationToken);
        await FailsAsync("CTZ2008", tag: null);
    }

    [TestMethod]
    public async Task A_changed_layer_does_not_match_its_digest_when_it_is_read()
    {
        var image = SmallImage.Create(ImageFormat.Oci, "a");
        WriteIndex(await AddAsync(image));
        await File.WriteAllBytesAsync(
            BlobPath(image.Layers[0].Descriptor.Digest),
            new byte[image.Layers[0].Descriptor.Size],
            TestContext.CancellationToken
        );
        var resolved = await ResolveAsync(tag: null);
        await using var stream = await resolved.Image.Layers[0].OpenAsync(TestContext.CancellationToken);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            stream.CopyToAsync(Stream.Null, TestContext.CancellationToken)
        );
        Assert.AreEqual("CTZ2008", error.Diagnostics.Single().Code);
    }

    private string Layout => Path.Combine(_folder, "layout");

    private string BlobPath(Digest digest) => Path.Combine(Layout, "blobs", digest.Algorithm, digest.Hex);

    private Task<BaseImage> ResolveAsync(string? tag, Platform? platform = null) =>
        LayoutImageSource
            .FromFolder("oci-layout:test", Layout, tag)
            .ResolveAsync(platform ?? SmallImage.Platform, TestContext.CancellationToken);

    private async Task<ContainerizeException> FailsAsync(string code, string? tag, Platform? platform = null)
    {
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ResolveAsync(tag, platform));
        Assert.AreEqual(code, error.Diagnostics.Single().Code);
        return error;
    }

    // Written by hand, not by the publisher: the source reads what other tools write.
    private async Task<Descriptor> AddAsync(Image image)
    {
        foreach (var blob in image.Layers.Append(image.ConfigBlob))
        {
            await using var stream = await blob.OpenAsync(TestContext.CancellationToken);
            var buffer = new MemoryStream();
            await stream.CopyToAsync(buffer, TestContext.CancellationToken);
            Add(blob.Descriptor.MediaType, buffer.ToArray());
        }

        return Add(image.Manifest.MediaType, image.Manifest.RawBytes.AsSpan());
    }

    private Descriptor Add(string mediaType, ReadOnlySpan<byte> content)
    {
        var digest = Digest.Compute(content);
        Directory.CreateDirectory(Path.GetDirectoryName(BlobPath(digest))!);
        File.WriteAllBytes(BlobPath(digest), content);
        return new Descriptor
        {
            MediaType = mediaType,
            Digest = digest,
            Size = content.Length,
        };
    }

    private static Descriptor Tagged(Descriptor descriptor, string tag) =>
        descriptor with
        {
            Annotations = ImmutableSortedDictionary<string, string>.Empty.Add("org.opencontainers.image.ref.name", tag),
        };

    private void WriteIndex(params ImmutableArray<Descriptor> entries)
    {
        File.WriteAllText(Path.Combine(Layout, "oci-layout"), """{"imageLayoutVersion": "1.0.0"}""");
        File.WriteAllBytes(Path.Combine(Layout, "index.json"), ImageIndex.Create(entries).RawBytes.AsSpan());
    }
}
