using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Containerize.Archive;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Archive;

[TestClass]
internal sealed class ArchiveImageSourceTests : IDisposable
{
    private static readonly byte[] Lower = SmallImage.Tar("lower.txt", "lower");
    private static readonly byte[] Upper = SmallImage.Tar("upper.txt", "upper");
    private readonly TemporaryDirectory _folder = new();
    private readonly ScratchFiles _scratch;

    public ArchiveImageSourceTests() => _scratch = new ScratchFiles(_folder.PathOf("scratch"));

    public TestContext TestContext { get; set; } = null!;

    private string ArchivePath => _folder.PathOf("base.tar");

    public void Dispose()
    {
        _scratch.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Plain_layers_are_compressed(bool compressedArchive)
    {
        Write(Classic(), compressedArchive);
        var (image, digest) = await ResolveAsync();

        Assert.IsNull(digest);
        Assert.AreEqual(ImageFormat.Docker, image.Manifest.Format);
        Assert.IsTrue(image.Layers.All(layer => layer.Descriptor.MediaType == MediaTypes.DockerLayerGzip));
        CollectionAssert.AreEqual(image.Manifest.Layers.ToArray(), image.Layers.Select(layer => layer.Descriptor).ToArray());
        CollectionAssert.AreEqual(Lower, await UnpackedAsync(image.Layers[0]));
        CollectionAssert.AreEqual(Upper, await UnpackedAsync(image.Layers[1]));
        CollectionAssert.AreEqual(Lower, await UnpackedAsync(image.Layers[0]));
    }

    [TestMethod]
    public async Task A_compressed_layer_is_made_once()
    {
        Write(Classic());
        var first = (FileBlob)(await ResolveAsync()).Image.Layers[0];
        var written = File.GetLastWriteTimeUtc(first.Path);
        var second = (FileBlob)(await ResolveAsync()).Image.Layers[0];
        Assert.AreEqual(first.Descriptor, second.Descriptor);
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(second.Path));
    }

    [TestMethod]
    [DataRow("damaged")]
    [DataRow("gzip of something else")]
    public async Task A_compressed_layer_that_is_not_the_archives_is_made_again(string damage)
    {
        Write(Classic());
        var blob = (FileBlob)(await ResolveAsync()).Image.Layers[0];
        await File.WriteAllBytesAsync(
            blob.Path,
            damage == "damaged" ? "damaged"u8.ToArray() : SmallImage.Gzip(Upper),
            TestContext.CancellationToken
        );
        var again = (await ResolveAsync()).Image.Layers[0];
        Assert.AreEqual(blob.Descriptor, again.Descriptor);
        CollectionAssert.AreEqual(Lower, await UnpackedAsync(again));
    }

    [TestMethod]
    public async Task Compressed_layers_of_another_archive_are_removed()
    {
        Write(Classic());
        await ResolveAsync();
        var config = Config(Upper);
        Write([("upper", Upper, null), (ConfigName(config), config, null), ("manifest.json", Manifest(ConfigName(config), "upper"), null)]);
        var former = Directory.GetFiles(_folder.PathOf("layers/base"));
        var (image, _) = await ResolveAsync();

        // A build that runs still needs them; without it they go.
        Assert.IsEmpty(former.Except(Directory.GetFiles(_folder.PathOf("layers/base"))));
        _scratch.Dispose();
        using var next = new ScratchFiles(_folder.PathOf("next"));
        await new ArchiveImageSource("docker-archive:x", ArchivePath, _folder.PathOf("layers"), next).ResolveAsync(
            SmallImage.Platform,
            TestContext.CancellationToken
        );
        CollectionAssert.AreEqual(new[] { ((FileBlob)image.Layers[0]).Path }, Directory.GetFiles(_folder.PathOf("layers/base")));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task An_archive_of_our_own_gives_back_its_compressed_layers(bool compressedArchive)
    {
        var built = SmallImage.Create(ImageFormat.Docker, "base", "app", "base");
        var archive = new MemoryStream();
        await DockerArchiveWriter.WriteAsync(built, TestNames.Image("app", ["1"]), archive, TestContext.CancellationToken);
        await File.WriteAllBytesAsync(
            ArchivePath,
            compressedArchive ? SmallImage.Gzip(archive.ToArray()) : archive.ToArray(),
            TestContext.CancellationToken
        );

        var (image, _) = await ResolveAsync();
        CollectionAssert.AreEqual(built.Manifest.RawBytes.ToArray(), image.Manifest.RawBytes.ToArray());
        for (var index = 0; index < 3; index++)
        {
            CollectionAssert.AreEqual(await BytesAsync(built.Layers[index]), await BytesAsync(image.Layers[index]));
        }
    }

    [TestMethod]
    [DataRow("../lower/layer.tar", TarEntryType.SymbolicLink)]
    [DataRow("lower/layer.tar", TarEntryType.HardLink)]
    public async Task Links_to_equal_layers_are_followed(string target, TarEntryType type)
    {
        var config = Config(Lower, Lower);
        Write([
            ("lower/layer.tar", Lower, null),
            ("again/layer.tar", [], (type, target)),
            (ConfigName(config), config, null),
            ("manifest.json", Manifest(ConfigName(config), "lower/layer.tar", "again/layer.tar"), null),
        ]);
        var (image, _) = await ResolveAsync();
        CollectionAssert.AreEqual(Lower, await UnpackedAsync(image.Layers[1]));
    }

    [TestMethod]
    [DataRow("../../etc/passwd")]
    [DataRow("/etc/passwd")]
    [DataRow("loop")]
    [DataRow("out")]
    public async Task Names_never_lead_out_of_the_archive(string layer)
    {
        var config = Config(Lower);
        Write([
            ("loop", [], (TarEntryType.SymbolicLink, "loop")),
            ("out", [], (TarEntryType.SymbolicLink, "../../../etc/passwd")),
            (ConfigName(config), config, null),
            ("manifest.json", Manifest(ConfigName(config), layer), null),
        ]);
        await FailsAsync("CTZ4025");
    }

    [TestMethod]
    public async Task Among_several_images_the_platform_decides()
    {
        var (amd64, arm64) = (Config(Lower), Config(new Platform { Os = "linux", Architecture = "arm64" }, Upper));
        Write([
            ("lower", Lower, null),
            ("upper", Upper, null),
            (ConfigName(amd64), amd64, null),
            (ConfigName(arm64), arm64, null),
            ("manifest.json", Encoding.UTF8.GetBytes($"[{Entry(ConfigName(amd64), "lower")},{Entry(ConfigName(arm64), "upper")}]"), null),
        ]);
        CollectionAssert.AreEqual(Lower, await UnpackedAsync((await ResolveAsync()).Image.Layers.Single()));
    }

    [TestMethod]
    public async Task Several_images_for_the_platform_are_an_error()
    {
        var config = Config(Lower);
        Write([
            ("lower", Lower, null),
            (ConfigName(config), config, null),
            ("manifest.json", Encoding.UTF8.GetBytes($"[{Entry(ConfigName(config), "lower")},{Entry(ConfigName(config), "lower")}]"), null),
        ]);
        await FailsAsync("CTZ4026");
    }

    [TestMethod]
    public async Task An_image_for_another_platform_is_refused()
    {
        var config = Config(new Platform { Os = "windows", Architecture = "amd64" }, Lower);
        Write([("lower", Lower, null), (ConfigName(config), config, null), ("manifest.json", Manifest(ConfigName(config), "lower"), null)]);
        var error = await FailsAsync("CTZ2003");
        Assert.Contains("windows/amd64", error.Message);
    }

    [TestMethod]
    public async Task A_file_that_does_not_exist_is_a_base_that_does_not_exist() => await FailsAsync("CTZ2002");

    [TestMethod]
    [DataRow(new byte[] { 0x28, 0xb5, 0x2f, 0xfd }, "zstd -d")]
    [DataRow(new byte[] { 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00 }, "xz -d")]
    [DataRow(new byte[] { 0x42, 0x5a, 0x68, 0x39 }, "bzip2 -d")]
    public async Task An_archive_in_another_compression_is_named_as_what_it_is(byte[] magic, string remedy)
    {
        var content = new byte[2000];
        content.AsSpan().Fill(0xe5);
        magic.CopyTo(content, 0);
        await File.WriteAllBytesAsync(ArchivePath, content, TestContext.CancellationToken);
        Assert.Contains(remedy, (await FailsAsync("CTZ4025")).Message);

        // What begins otherwise is no archive, rather than one with a size that is none.
        content[0] = 0xe5;
        await File.WriteAllBytesAsync(ArchivePath, content, TestContext.CancellationToken);
        Assert.Contains("it is not a tar archive", (await FailsAsync("CTZ4025")).Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("this is no tar archive, whatever its name says")]
    public async Task Something_else_is_no_archive(string content)
    {
        await File.WriteAllTextAsync(ArchivePath, content, TestContext.CancellationToken);
        await FailsAsync("CTZ4025");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task An_archive_cut_anywhere_is_a_coded_error_or_fails_its_digests(bool compressedArchive)
    {
        Write(Classic(), compressedArchive);
        var whole = await File.ReadAllBytesAsync(ArchivePath, TestContext.CancellationToken);
        for (var length = 0; length < whole.Length; length += 97)
        {
            await File.WriteAllBytesAsync(ArchivePath, whole.AsMemory(0, length), TestContext.CancellationToken);
            try
            {
                var (image, _) = await ResolveAsync();
                Assert.HasCount(2, image.Layers);
                CollectionAssert.AreEqual(Lower, await UnpackedAsync(image.Layers[0]));
                CollectionAssert.AreEqual(Upper, await UnpackedAsync(image.Layers[1]));
            }
            catch (ContainerizeException exception)
            {
                Assert.IsTrue(exception.Diagnostics.Single().Code is "CTZ4025" or "CTZ2008", exception.Message);
            }
        }
    }

    [TestMethod]
    public async Task An_archive_without_manifest_is_no_image_archive()
    {
        Write(Classic()[..^1]);
        Assert.Contains("manifest.json", (await FailsAsync("CTZ4025")).Message);
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("[1]")]
    [DataRow("[{}]")]
    [DataRow("[{\"Config\":1,\"Layers\":[]}]")]
    [DataRow("no json")]
    public async Task A_manifest_of_another_form_is_a_coded_error(string manifest)
    {
        Write([.. Classic()[..^1], ("manifest.json", Encoding.UTF8.GetBytes(manifest), null)]);
        await FailsAsync("CTZ4025");
    }

    [TestMethod]
    [DataRow("[]")]
    [DataRow("one layer too few")]
    public async Task A_manifest_that_does_not_describe_an_image_is_refused(string manifest)
    {
        var config = Config(Lower, Upper);
        Write([
            .. Classic()[..^1],
            ("manifest.json", manifest == "[]" ? "[]"u8.ToArray() : Manifest(ConfigName(config), "lower/layer.tar"), null),
        ]);
        await FailsAsync("CTZ2004");
    }

    [TestMethod]
    public async Task A_configuration_that_is_not_what_its_name_says_is_refused()
    {
        var config = Config(Lower);
        var name = $"{new string('0', 64)}.json";
        Write([("lower", Lower, null), (name, config, null), ("manifest.json", Manifest(name, "lower"), null)]);
        await FailsAsync("CTZ2008");
    }

    [TestMethod]
    public async Task A_compressed_layer_that_is_not_the_configurations_is_refused()
    {
        var config = Config(Lower);
        Write([
            ("lower", SmallImage.Gzip(Upper), null),
            (ConfigName(config), config, null),
            ("manifest.json", Manifest(ConfigName(config), "lower"), null),
        ]);
        await FailsAsync("CTZ4025");
    }

    [TestMethod]
    public async Task A_plain_layer_that_is_not_the_configurations_is_refused_and_leaves_nothing()
    {
        var config = Config(Lower);
        Write([("lower", Upper, null), (ConfigName(config), config, null), ("manifest.json", Manifest(ConfigName(config), "lower"), null)]);
        await FailsAsync("CTZ2008");
        Assert.IsEmpty(Directory.GetFiles(_folder.PathOf("layers/base")));
    }

    [TestMethod]
    public async Task A_layer_that_is_compressed_with_zstd_is_passed_on_as_it_is()
    {
        byte[] zstd = [0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3];
        var config = Config(Lower, Upper);
        Write([
            ("lower", zstd, null),
            ("upper", Upper, null),
            (ConfigName(config), config, null),
            ("manifest.json", Manifest(ConfigName(config), "lower", "upper"), null),
        ]);
        var (image, _) = await ResolveAsync();

        // Docker's format has no name for it.
        Assert.AreEqual(ImageFormat.Oci, image.Manifest.Format);
        CollectionAssert.AreEqual(
            new[] { MediaTypes.OciLayerZstd, MediaTypes.OciLayerGzip },
            image.Manifest.Layers.Select(layer => layer.MediaType).ToArray()
        );
        CollectionAssert.AreEqual(zstd, await BytesAsync(image.Layers[0]));
    }

    [TestMethod]
    public async Task A_compressed_archive_is_decompressed_once_and_leaves_no_file()
    {
        Write(Classic(), compressed: true);
        var (image, _) = await ResolveAsync();
        CollectionAssert.AreEqual(Lower, await UnpackedAsync(image.Layers[0]));
        Assert.HasCount(1, Directory.GetFiles(_folder.PathOf("scratch")));
        _scratch.Dispose();
        Assert.IsEmpty(Directory.GetFiles(_folder.PathOf("scratch")));
    }

    [TestMethod]
    public async Task Compressed_nothing_does_not_fill_the_disk()
    {
        await using (var file = File.Create(ArchivePath))
        await using (var gzip = new GZipStream(file, CompressionLevel.SmallestSize))
        {
            var zeros = new byte[1 << 20];
            for (var count = 0; count < 1100; count++)
            {
                await gzip.WriteAsync(zeros, TestContext.CancellationToken);
            }
        }

        Assert.Contains("unpacks to more than", (await FailsAsync("CTZ4025")).Message);
    }

    [TestMethod]
    [DataRow(
        "pax",
        "lower/a name that does not fit into the hundred bytes of the header's own field, which is why it stands in an extended one.tar"
    )]
    [DataRow(
        "gnu",
        "lower/a name that does not fit into the hundred bytes of the header's own field, which is why it stands in an extended one.tar"
    )]
    [DataRow(
        "ustar",
        "a-folder-whose-name-is-so-long-that-it-goes-into-the-prefix-of-the-header/another-one-to-make-it-longer-than-a-hundred/layer.tar"
    )]
    public async Task Every_form_of_a_long_name_is_read(string form, string name)
    {
        var config = Config(Lower);
        var format = form switch
        {
            "pax" => TarEntryFormat.Pax,
            "gnu" => TarEntryFormat.Gnu,
            _ => TarEntryFormat.Ustar,
        };
        await using (var file = File.Create(ArchivePath))
        await using (var writer = new TarWriter(file, format))
        {
            foreach (
                var (path, content) in new[]
                {
                    (name, Lower),
                    (ConfigName(config), config),
                    ("manifest.json", Manifest(ConfigName(config), name)),
                }
            )
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, path),
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, path),
                    _ => new UstarTarEntry(TarEntryType.RegularFile, path),
                };
                entry.DataStream = new MemoryStream(content);
                await writer.WriteEntryAsync(entry, TestContext.CancellationToken);
            }
        }

        CollectionAssert.AreEqual(Lower, await UnpackedAsync((await ResolveAsync()).Image.Layers.Single()));
    }

    [TestMethod]
    [DataRow(TarEntryType.CharacterDevice)]
    [DataRow(TarEntryType.Fifo)]
    [DataRow(TarEntryType.Directory)]
    public async Task A_device_is_no_file(TarEntryType type)
    {
        var config = Config(Lower);
        await using (var file = File.Create(ArchivePath))
        await using (var writer = new TarWriter(file, TarEntryFormat.Gnu))
        {
            await writer.WriteEntryAsync(new GnuTarEntry(type, "lower"), TestContext.CancellationToken);
            await writer.WriteEntryAsync(
                new GnuTarEntry(TarEntryType.RegularFile, ConfigName(config)) { DataStream = new MemoryStream(config) },
                TestContext.CancellationToken
            );
            await writer.WriteEntryAsync(
                new GnuTarEntry(TarEntryType.RegularFile, "manifest.json")
                {
                    DataStream = new MemoryStream(Manifest(ConfigName(config), "lower")),
                },
                TestContext.CancellationToken
            );
        }

        await FailsAsync("CTZ4025");
    }

    /// <summary>Headers with sound checksums and nonsense in them, and bytes turned anywhere.</summary>
    [TestMethod]
    public async Task A_damaged_archive_is_a_coded_error_or_fails_its_digests()
    {
        Write(Classic());
        var whole = await File.ReadAllBytesAsync(ArchivePath, TestContext.CancellationToken);
        var random = new Random(4711);
        for (var round = 0; round < 2000; round++)
        {
            var archive = (byte[])whole.Clone();
            for (var count = random.Next(1, 5); count > 0; count--)
            {
                Damage(archive, random);
            }

            await File.WriteAllBytesAsync(ArchivePath, archive, TestContext.CancellationToken);
            try
            {
                foreach (var layer in (await ResolveAsync()).Image.Layers)
                {
                    await BytesAsync(layer);
                }
            }
            catch (ContainerizeException exception)
            {
                Assert.MatchesRegex("^CTZ[24]", exception.Diagnostics.Single().Code, $"round {round}: {exception.Message}");
            }
        }
    }

    private static void Damage(byte[] archive, Random random)
    {
        var header = archive.AsSpan(random.Next(archive.Length / 512) * 512, 512);
        if (random.Next(2) == 0)
        {
            header[random.Next(512)] = (byte)random.Next(256);
            return;
        }

        // Fields that decide: size, type and link.
        switch (random.Next(3))
        {
            case 0:
                random.NextBytes(header.Slice(124, 12));
                break;
            case 1:
                header[156] = (byte)"012345678xgLKSVMD\0"[random.Next(18)];
                break;
            default:
                random.NextBytes(header.Slice(157, random.Next(100)));
                break;
        }

        var sum = (8 * ' ') + header[..148].ToArray().Sum(value => value) + header[156..].ToArray().Sum(value => value);
        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(header.Slice(148, 8));
    }

    // The form of docker save up to version 24.
    private static (string Name, byte[] Content, (TarEntryType Type, string Target)? Link)[] Classic()
    {
        var config = Config(Lower, Upper);
        return
        [
            ("./lower/layer.tar", Lower, null),
            ("upper/layer.tar", Upper, null),
            ("upper/VERSION", "1.0"u8.ToArray(), null),
            (ConfigName(config), config, null),
            ("manifest.json", Manifest(ConfigName(config), "lower/layer.tar", "upper/layer.tar"), null),
        ];
    }

    private static byte[] Config(params ReadOnlySpan<byte[]> layers) => Config(SmallImage.Platform, layers);

    private static byte[] Config(Platform platform, params ReadOnlySpan<byte[]> layers)
    {
        var diffIds = new List<string>();
        foreach (var layer in layers)
        {
            diffIds.Add($"\"{Digest.Compute(layer)}\"");
        }

        return Encoding.UTF8.GetBytes(
            $$"""{"architecture":"{{platform.Architecture}}","os":"{{platform.Os}}","rootfs":{"type":"layers","diff_ids":[{{string.Join(",", diffIds)}}]} }"""
        );
    }

    private static string ConfigName(byte[] config) => $"{Digest.Compute(config).Hex}.json";

    private static byte[] Manifest(string config, params string[] layers) => Encoding.UTF8.GetBytes($"[{Entry(config, layers)}]");

    private static string Entry(string config, params string[] layers) =>
        $$"""{"Config":"{{config}}","RepoTags":["base:1"],"Layers":[{{string.Join(",", layers.Select(layer => $"\"{layer}\""))}}]}""";

    private void Write((string Name, byte[] Content, (TarEntryType Type, string Target)? Link)[] entries, bool compressed = false)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var (name, content, link) in entries)
            {
                writer.WriteEntry(
                    link is { } target
                        ? new GnuTarEntry(target.Type, name) { LinkName = target.Target }
                        : new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) }
                );
            }
        }

        File.WriteAllBytes(ArchivePath, compressed ? SmallImage.Gzip(archive.ToArray()) : archive.ToArray());
    }

    private Task<BaseImage> ResolveAsync() =>
        new ArchiveImageSource("docker-archive:base.tar", ArchivePath, _folder.PathOf("layers"), _scratch).ResolveAsync(
            SmallImage.Platform,
            TestContext.CancellationToken
        );

    private async Task<ContainerizeException> FailsAsync(string code)
    {
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(ResolveAsync);
        Assert.AreEqual(code, error.Diagnostics.Single().Code, error.Message);
        return error;
    }

    private async Task<byte[]> BytesAsync(IBlob blob)
    {
        await using var stream = await blob.OpenAsync(TestContext.CancellationToken);
        var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, TestContext.CancellationToken);
        return buffer.ToArray();
    }

    private async Task<byte[]> UnpackedAsync(IBlob blob)
    {
        await using var gzip = new GZipStream(new MemoryStream(await BytesAsync(blob)), CompressionMode.Decompress);
        var buffer = new MemoryStream();
        await gzip.CopyToAsync(buffer, TestContext.CancellationToken);
        return buffer.ToArray();
    }
}
