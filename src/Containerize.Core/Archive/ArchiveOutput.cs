using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Tar;

namespace Containerize.Archive;

/// <summary>Writes the tar of an image, piece by piece: no blob is held in memory, and the bytes depend on the content alone.</summary>
internal sealed class ArchiveOutput(Stream output, CancellationToken cancellationToken)
{
    private const int FileMode = 0b110_100_100;
    private const int DirectoryMode = 0b111_101_101;
    private const int BufferLength = 1 << 17;

    public async Task WriteDocumentAsync(string name, ImmutableArray<byte> content)
    {
        await WriteHeaderAsync(TarEntryType.File, name, FileMode, content.Length);
        await output.WriteAsync(content.AsMemory(), cancellationToken);
        await WritePaddingAsync(content.Length);
    }

    /// <summary>Writes blobs under the names that layouts have for them, each once.</summary>
    /// <returns>Their bytes.</returns>
    public async Task<long> WriteBlobsAsync(IReadOnlyList<IBlob> blobs)
    {
        await WriteDirectoryAsync($"{ImageDocuments.BlobsFolder}/");
        foreach (var algorithm in blobs.Select(blob => blob.Descriptor.Digest.Algorithm).Distinct().Order(StringComparer.Ordinal))
        {
            await WriteDirectoryAsync($"{ImageDocuments.BlobsFolder}/{algorithm}/");
        }

        foreach (var blob in blobs)
        {
            await WriteHeaderAsync(TarEntryType.File, ImageDocuments.BlobName(blob.Descriptor.Digest), FileMode, blob.Descriptor.Size);
            await using var content = await blob.OpenAsync(cancellationToken);
            await content.CopyToAsync(output, BufferLength, cancellationToken);
            await WritePaddingAsync(blob.Descriptor.Size);
        }

        return blobs.Sum(blob => blob.Descriptor.Size);
    }

    public async Task CompleteAsync() => await output.WriteAsync(new byte[TarHeader.EndOfArchiveLength], cancellationToken);

    private Task WriteDirectoryAsync(string name) => WriteHeaderAsync(TarEntryType.Directory, name, DirectoryMode, size: 0);

    private async Task WriteHeaderAsync(TarEntryType type, string name, int mode, long size)
    {
        var entry = new TarEntry
        {
            Type = type,
            Name = name,
            Mode = mode,
            ModifiedTime = 0,
            Size = size,
        };
        var header = new byte[TarHeader.GetLength(entry)];
        TarHeader.Write(header, entry);
        await output.WriteAsync(header, cancellationToken);
    }

    private async Task WritePaddingAsync(long size) => await output.WriteAsync(new byte[TarHeader.GetPadding(size)], cancellationToken);
}
