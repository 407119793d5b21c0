using System.Formats.Tar;
using System.IO.Compression;
using Containerize.Images;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>What is in an image's layers, read as any client would.</summary>
internal static class LayerFiles
{
    /// <summary>Text of the regular files in the last layers, by path without a leading <c>./</c>.</summary>
    public static async Task<Dictionary<string, (string Text, UnixFileMode Mode)>> ReadAsync(
        Image image,
        int layers,
        CancellationToken cancellationToken
    )
    {
        var files = new Dictionary<string, (string Text, UnixFileMode Mode)>(StringComparer.Ordinal);
        foreach (var blob in image.Layers.TakeLast(layers))
        {
            await using var tar = new TarReader(new GZipStream(await blob.OpenAsync(cancellationToken), CompressionMode.Decompress));
            while (await tar.GetNextEntryAsync(copyData: true, cancellationToken) is { } entry)
            {
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                {
                    using var text = new StreamReader(entry.DataStream ?? Stream.Null);
                    files[entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name] = (
                        await text.ReadToEndAsync(cancellationToken),
                        entry.Mode
                    );
                }
            }
        }

        return files;
    }
}
