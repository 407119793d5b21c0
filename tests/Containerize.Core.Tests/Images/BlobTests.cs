using System.Collections.Immutable;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Images;

[TestClass]
internal sealed class BlobTests
{
    private const string Content = "content";

    private static readonly Descriptor Expected = new()
    {
        MediaType = "m",
        Digest = Digest.Compute("content"u8),
        Size = 7,
    };

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_file_is_read_from_its_beginning_each_time()
    {
        using var directory = new TemporaryDirectory();
        var blob = new FileBlob(Expected, directory.Write("blob", Content));
        Assert.AreEqual(Content, await ReadAsync(blob));
        Assert.AreEqual(Content, await ReadAsync(blob));
    }

    [TestMethod]
    public async Task A_changed_file_is_a_mismatch_that_names_it()
    {
        using var directory = new TemporaryDirectory();
        var blob = new FileBlob(Expected, directory.Write("blob", "Content"));
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ReadAsync(blob));
        Assert.AreEqual("CTZ2008", error.Diagnostics.Single().Code);
        Assert.Contains(blob.Path, error.Message);
    }

    [TestMethod]
    public async Task A_missing_file_is_named()
    {
        using var directory = new TemporaryDirectory();
        await FailsAsync(directory.PathOf("missing"), "CTZ5003");
        await FailsAsync(directory.PathOf("missing/blob"), "CTZ5003");
    }

    [TestMethod]
    public async Task A_folder_in_place_of_the_file_is_named()
    {
        using var directory = new TemporaryDirectory();
        await FailsAsync(directory.FullName, "CTZ5002");
    }

    [TestMethod]
    public async Task Bytes_are_read_from_their_beginning_each_time_and_cannot_be_written()
    {
        var blob = new BytesBlob(Expected, [.. Encoding.UTF8.GetBytes(Content)]);
        Assert.AreEqual(Content, await ReadAsync(blob));
        Assert.AreEqual(Content, await ReadAsync(blob));
        await using var stream = await blob.OpenAsync(TestContext.CancellationToken);
        Assert.IsFalse(stream.CanWrite);
    }

    [TestMethod]
    public async Task An_image_s_configuration_is_a_blob_under_the_manifest_s_descriptor()
    {
        var config = ImageConfig.Empty(SmallImage.Platform);
        var descriptor = new Descriptor
        {
            MediaType = MediaTypes.OciConfig,
            Digest = Digest.Compute(config.RawBytes.AsSpan()),
            Size = config.RawBytes.Length,
        };
        var image = new Image
        {
            Manifest = Manifest.Create(ImageFormat.Oci, descriptor, [], ImmutableSortedDictionary<string, string>.Empty),
            Config = config,
            Layers = [],
        };
        Assert.AreEqual(descriptor, image.ConfigBlob.Descriptor);
        Assert.AreEqual(Encoding.UTF8.GetString(config.RawBytes.AsSpan()), await ReadAsync(image.ConfigBlob));
    }

    private async Task FailsAsync(string path, string code)
    {
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            new FileBlob(Expected, path).OpenAsync(TestContext.CancellationToken)
        );
        Assert.AreEqual(code, error.Diagnostics.Single().Code);
        Assert.Contains(path, error.Message);
    }

    private async Task<string> ReadAsync(IBlob blob)
    {
        using var reader = new StreamReader(await blob.OpenAsync(TestContext.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.CancellationToken);
    }
}
