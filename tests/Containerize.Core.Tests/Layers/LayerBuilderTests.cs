using System.IO.Compression;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Streams;
using Containerize.Testing;

namespace Containerize.Core.Tests.Layers;

[TestClass]
internal sealed class LayerBuilderTests
{
    private static readonly (string Name, string Content)[] Application =
    [
        ("App.dll", "MZ"),
        ("run.sh", "#!/bin/sh\n"),
        ("wwwroot/index.html", "<html>"),
        ("wwwroot/css/site.css", "body {}"),
    ];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Both_digests_are_those_of_the_file_that_was_written()
    {
        using var directory = new TemporaryDirectory();
        var layer = await BuildAsync(directory);
        var compressed = await File.ReadAllBytesAsync(((FileBlob)layer.Blob).Path, TestContext.CancellationToken);
        Assert.AreEqual(directory.PathOf("layers/application.tar.gz"), ((FileBlob)layer.Blob).Path);
        Assert.AreEqual(
            new Descriptor
            {
                MediaType = MediaTypes.OciLayerGzip,
                Digest = Digest.Compute(compressed),
                Size = compressed.Length,
            },
            layer.Descriptor
        );

        using var tar = new MemoryStream();
        await using (var gzip = new GZipStream(await layer.Blob.OpenAsync(TestContext.CancellationToken), CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(tar, TestContext.CancellationToken);
        }

        Assert.AreEqual(Digest.Compute(tar.ToArray()), layer.DiffId);
        Assert.AreEqual(layer.DiffId, await LayerBuilder.MeasureAsync(Content(directory), TestContext.CancellationToken));
        Assert.HasCount(1, Directory.GetFiles(directory.PathOf("layers")));
    }

    [TestMethod]
    public async Task Every_level_gives_the_same_layer_in_other_bytes()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("publish/App.dll", string.Concat(Enumerable.Range(0, 5000).Select(number => $"{number * 7919L % 10007}, ")));
        var layers = new List<BuiltLayer>();
        foreach (var compression in LayerCompression.All)
        {
            layers.Add(await BuildAsync(directory, compression: compression));
        }

        Assert.HasCount(1, layers.Select(layer => layer.DiffId).Distinct());
        Assert.HasCount(4, layers.Select(layer => layer.Descriptor.Digest).Distinct());
        var sizes = LayerCompression.All.Zip(layers).ToDictionary(pair => pair.First.Name, pair => pair.Second.Descriptor.Size);
        Assert.IsLessThan(sizes["fastest"], sizes["smallest"]);
        Assert.IsLessThan(sizes["none"], sizes["fastest"]);
    }

    [TestMethod]
    public async Task Folder_order_times_and_rights_on_disk_change_nothing()
    {
        using var first = new TemporaryDirectory();
        using var second = new TemporaryDirectory();
        var expected = await BuildAsync(first);

        foreach (var (name, content) in Application.Reverse())
        {
            var path = second.Write(Path.Combine("publish", name), content);
            File.SetLastWriteTimeUtc(path, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, name == "run.sh" ? UnixFileMode.UserRead : (UnixFileMode)0b111_111_111);
            }
        }

        Directory.CreateDirectory(second.PathOf("publish/empty"));
        Assert.AreEqual(expected.Descriptor, (await BuildAsync(second)).Descriptor);
    }

    [TestMethod]
    public async Task Each_change_that_matters_changes_the_digest()
    {
        using var directory = new TemporaryDirectory();
        var digests = new HashSet<Digest> { (await BuildAsync(directory)).DiffId };
        directory.Write("publish/App.dll", "MZ2");
        Assert.IsTrue(digests.Add((await BuildAsync(directory)).DiffId), "content");
        File.Move(directory.PathOf("publish/App.dll"), directory.PathOf("publish/App2.dll"));
        Assert.IsTrue(digests.Add((await BuildAsync(directory)).DiffId), "name");
        Assert.IsTrue(digests.Add((await BuildAsync(directory, "/srv")).DiffId), "folder in the image");
    }

    [TestMethod]
    public async Task A_layer_that_fails_leaves_the_one_before_it()
    {
        using var directory = new TemporaryDirectory();
        var before = await BuildAsync(directory);
        var content = new LayerContent(
            "application",
            "/app",
            [new LayerFile(directory.PathOf("publish"), "run.sh", 10), new LayerFile(directory.PathOf("publish"), "missing", 10)]
        );
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            LayerBuilder.CompressAsync(content, LayerCompression.Balanced, directory.PathOf("layers"), TestContext.CancellationToken)
        );
        Assert.AreEqual("CTZ5003", error.Diagnostics.Single().Code);
        Assert.HasCount(1, Directory.GetFiles(directory.PathOf("layers")));
        await using var stream = await before.Blob.OpenAsync(TestContext.CancellationToken);
        await stream.CopyToAsync(Stream.Null, TestContext.CancellationToken);
    }

    [TestMethod]
    public async Task A_cancelled_layer_leaves_nothing()
    {
        using var directory = new TemporaryDirectory();
        await using (var huge = new FileStream(directory.PathOf("huge"), FileMode.CreateNew))
        {
            huge.SetLength(1L << 34);
        }

        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var content = new LayerContent("application", "/app", [new LayerFile(directory.FullName, "huge", 1L << 34)]);
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            LayerBuilder.CompressAsync(content, LayerCompression.Balanced, directory.PathOf("layers"), cancellation.Token)
        );
        Assert.IsEmpty(Directory.GetFiles(directory.PathOf("layers")));
    }

    [TestMethod]
    public async Task A_layer_that_was_changed_behind_our_back_is_not_passed_on()
    {
        using var directory = new TemporaryDirectory();
        var layer = await BuildAsync(directory);
        directory.Write("layers/application.tar.gz", "something else");
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(async () =>
        {
            await using var stream = await layer.Blob.OpenAsync(TestContext.CancellationToken);
            await stream.CopyToAsync(Stream.Null, TestContext.CancellationToken);
        });
        Assert.AreEqual("CTZ2008", error.Diagnostics.Single().Code);
    }

    /// <summary>Writes the application where the folder has none, and makes its layer.</summary>
    private Task<BuiltLayer> BuildAsync(TemporaryDirectory directory, string root = "/app", LayerCompression? compression = null)
    {
        if (!Directory.Exists(directory.PathOf("publish")))
        {
            foreach (var (name, content) in Application)
            {
                directory.Write(Path.Combine("publish", name), content);
            }
        }

        return LayerBuilder.CompressAsync(
            Content(directory, root),
            compression ?? LayerCompression.Balanced,
            directory.PathOf("layers"),
            TestContext.CancellationToken
        );
    }

    private static LayerContent Content(TemporaryDirectory directory, string root = "/app") =>
        new("application", root, PublishedFiles.List(directory.PathOf("publish")));
}
