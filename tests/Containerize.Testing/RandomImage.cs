using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Testing;

/// <summary>Small valid images for pushing and pulling. The same seed gives the same image.</summary>
internal static class RandomImage
{
    public static Platform LinuxAmd64 { get; } = new() { Os = "linux", Architecture = "amd64" };

    public static Platform LinuxArm64 { get; } = new() { Os = "linux", Architecture = "arm64" };

    /// <param name="seed">What its layers hold.</param>
    /// <param name="format">The media types.</param>
    /// <param name="layers">How many layers.</param>
    /// <param name="platform">What it says it runs on; linux/amd64 where nothing is said.</param>
    /// <param name="layerSize">Bytes of the one file in each layer; they do not compress.</param>
    /// <param name="labels">Labels of the configuration.</param>
    public static Image Create(
        int seed,
        ImageFormat format = ImageFormat.Oci,
        int layers = 2,
        Platform? platform = null,
        int layerSize = 1000,
        ImmutableSortedDictionary<string, string>? labels = null
    )
    {
        var parts = Enumerable.Range(0, layers).Select(i => CreateLayer(unchecked((seed * 1000) + i), format, layerSize)).ToList();
        var config = CreateConfig(platform ?? LinuxAmd64, parts.Select(part => part.DiffId), labels);
        var descriptor = new Descriptor
        {
            MediaType = MediaTypes.Config(format),
            Digest = Digest.Compute(config.RawBytes.AsSpan()),
            Size = config.RawBytes.Length,
        };
        return new Image
        {
            Manifest = Manifest.Create(
                format,
                descriptor,
                [.. parts.Select(part => part.Blob.Descriptor)],
                ImmutableSortedDictionary<string, string>.Empty
            ),
            Config = config,
            Layers = [.. parts.Select(part => part.Blob)],
        };
    }

    private static (IBlob Blob, Digest DiffId) CreateLayer(int seed, ImageFormat format, int size)
    {
        var content = new byte[size];
#pragma warning disable CA5394 // Test content that has to come out the same each time.
        new Random(seed).NextBytes(content);
#pragma warning restore CA5394
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(
                new UstarTarEntry(TarEntryType.RegularFile, $"data/file-{seed}")
                {
                    DataStream = new MemoryStream(content),
                    ModificationTime = DateTimeOffset.UnixEpoch,
                }
            );
        }

        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(tar.ToArray());
        }

        ImmutableArray<byte> bytes = [.. compressed.ToArray()];
        var descriptor = new Descriptor
        {
            MediaType = MediaTypes.LayerGzip(format),
            Digest = Digest.Compute(bytes.AsSpan()),
            Size = bytes.Length,
        };
        return (new BytesBlob(descriptor, bytes), Digest.Compute(tar.ToArray()));
    }

    private static ImageConfig CreateConfig(
        Platform platform,
        IEnumerable<Digest> diffIds,
        ImmutableSortedDictionary<string, string>? labels
    )
    {
        var root = JsonNode.Parse(ImageConfig.Empty(platform).RawBytes.AsSpan())!.AsObject();
        root["rootfs"]!["diff_ids"] = new JsonArray([.. diffIds.Select(digest => (JsonNode)digest.ToString())]);
        root["config"]!["Env"] = new JsonArray("PATH=/usr/bin:/bin");
        if (labels is not null)
        {
            root["config"]!["Labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            root.WriteTo(writer);
        }

        return ImageConfig.Parse([.. bytes.ToArray()]);
    }
}
