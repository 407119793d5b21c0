using System.Collections.Immutable;
using Containerize.Formats.Tar;
using Containerize.Images;
using Containerize.Publishing;

namespace Containerize.Formats;

/// <summary>
/// Writes an image as the tar that <c>docker load</c> and <c>podman load</c> take: <c>manifest.json</c> and the blobs
/// it names. Layers stay compressed as they are. Docker 20.10, Podman 4.3, skopeo 1.9 and crane 0.20 were seen to read
/// it. There is no <c>index.json</c> as in the archives of Docker from version 25: of an archive with one tag, Podman
/// would then take the name from there and call the image <c>docker.io/…</c>, but <c>localhost/…</c> with two tags,
/// and <c>podman run app:latest</c> would find the one or the other. The bytes depend on image and name alone.
/// </summary>
public static class DockerArchiveWriter
{
    private const int FileMode = 0b110_100_100;
    private const int DirectoryMode = 0b111_101_101;
    private const int BufferLength = 1 << 17;

    /// <summary>Streams the archive; layers pass through piece by piece.</summary>
    /// <returns>Bytes of the blobs in it.</returns>
    public static async Task<long> WriteAsync(Image image, ImageName name, Stream output, CancellationToken cancellationToken)
    {
        // The document comes first: who reads a stream knows early what it holds.
        await WriteDocumentAsync(output, ImageDocuments.DockerManifestFile, ImageDocuments.DockerManifest(image, name), cancellationToken);

        var blobs = image.ConfigAndLayers;
        await WriteDirectoryAsync(output, $"{ImageDocuments.BlobsFolder}/", cancellationToken);
        foreach (var algorithm in blobs.Select(blob => blob.Descriptor.Digest.Algorithm).Distinct().Order(StringComparer.Ordinal))
        {
            await WriteDirectoryAsync(output, $"{ImageDocuments.BlobsFolder}/{algorithm}/", cancellationToken);
        }

        foreach (var blob in blobs)
        {
            await WriteBlobAsync(output, blob, cancellationToken);
        }

        await output.WriteAsync(new byte[TarHeader.EndOfArchiveLength], cancellationToken);
        return blobs.Sum(blob => blob.Descriptor.Size);
    }

    private static async Task WriteBlobAsync(Stream output, IBlob blob, CancellationToken cancellationToken)
    {
        await WriteHeaderAsync(output, TarEntryType.File, ImageDocuments.BlobName(blob.Descriptor.Digest), FileMode, blob.Descriptor.Size, cancellationToken);
        await using var content = await blob.OpenAsync(cancellationToken);
        await content.CopyToAsync(output, BufferLength, cancellationToken);
        await WritePaddingAsync(output, blob.Descriptor.Size, cancellationToken);
    }

    private static async Task WriteDocumentAsync(Stream output, string name, ImmutableArray<byte> content, CancellationToken cancellationToken)
    {
        await WriteHeaderAsync(output, TarEntryType.File, name, FileMode, content.Length, cancellationToken);
        await output.WriteAsync(content.AsMemory(), cancellationToken);
        await WritePaddingAsync(output, content.Length, cancellationToken);
    }

    private static Task WriteDirectoryAsync(Stream output, string name, CancellationToken cancellationToken) =>
        WriteHeaderAsync(output, TarEntryType.Directory, name, DirectoryMode, size: 0, cancellationToken);

    private static async Task WriteHeaderAsync(Stream output, TarEntryType type, string name, int mode, long size, CancellationToken cancellationToken)
    {
        var entry = new TarEntry { Type = type, Name = name, Mode = mode, ModifiedTime = 0, Size = size };
        var header = new byte[TarHeader.GetLength(entry)];
        TarHeader.Write(header, entry);
        await output.WriteAsync(header, cancellationToken);
    }

    private static async Task WritePaddingAsync(Stream output, long size, CancellationToken cancellationToken) =>
        await output.WriteAsync(new byte[TarHeader.GetPadding(size)], cancellationToken);
}
