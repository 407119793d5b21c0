using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Tar;

namespace Containerize.Testing;

/// <summary>Small but real images: engines and tools accept them. Each layer holds one text file.</summary>
internal static class SmallImage
{
    public static Platform Platform { get; } = new() { Os = "linux", Architecture = "amd64" };

    /// <summary>An image with one gzip layer for each text; equal texts make equal layers.</summary>
    public static Image Create(ImageFormat format, params ReadOnlySpan<string> texts) => Create(format, Platform, texts);

    public static Image Create(ImageFormat format, Platform platform, params ReadOnlySpan<string> texts)
    {
        var layers = ImmutableArray.CreateBuilder<IBlob>();
        var added = ImmutableArray.CreateBuilder<AddedLayer>();
        foreach (var text in texts)
        {
            var tar = Tar($"{text}.txt", text);
            layers.Add(Blob(MediaTypes.LayerGzip(format), Gzip(tar)));
            added.Add(new AddedLayer(Digest.Compute(tar), "SmallImage", text));
        }

        var config = ImageConfig
            .Empty(platform)
            .Apply(
                new ImageConfigChanges
                {
                    Created = DateTimeOffset.UnixEpoch,
                    Environment = [],
                    Entrypoint = [],
                    Cmd = ["/none"],
                    WorkingDirectory = "/",
                    User = "",
                    ExposedPorts = [],
                    Labels = ImmutableSortedDictionary<string, string>.Empty,
                    Layers = added.ToImmutable(),
                }
            );
        return new Image
        {
            Manifest = Manifest.Create(
                format,
                Blob(MediaTypes.Config(format), [.. config.RawBytes]).Descriptor,
                [.. layers.Select(layer => layer.Descriptor)],
                ImmutableSortedDictionary<string, string>.Empty
            ),
            Config = config,
            Layers = layers.ToImmutable(),
        };
    }

    /// <summary>A tar of one file.</summary>
    public static byte[] Tar(string name, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        var entry = new TarEntry
        {
            Type = TarEntryType.File,
            Name = name,
            Mode = 0b110_100_100,
            ModifiedTime = 0,
            Size = content.Length,
        };
        var header = TarHeader.GetLength(entry);
        var tar = new byte[header + content.Length + TarHeader.GetPadding(content.Length) + TarHeader.EndOfArchiveLength];
        TarHeader.Write(tar, entry);
        content.CopyTo(tar, header);
        return tar;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }

    public static BytesBlob Blob(string mediaType, byte[] bytes) =>
        new(
            new Descriptor
            {
                MediaType = mediaType,
                Digest = Digest.Compute(bytes),
                Size = bytes.Length,
            },
            [.. bytes]
        );
}
