using System.IO.Compression;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Streams;
using Containerize.Tar;

namespace Containerize.Archive;

/// <summary>
/// The layers of an archive as registries want them: compressed. Archives mostly hold plain tars; these are compressed
/// into files, once. Sending them as they are would be valid, and Docker and Podman do pull that, but crane 0.20 calls
/// such an image invalid, registries and scanners know gzip best, and every pull would move two or three times the bytes.
/// </summary>
/// <param name="archive">The archive.</param>
/// <param name="directory">Folder of this archive's compressed layers, each named after its diff id; nothing else is in it.</param>
/// <param name="scratch">Holds those layers until the run ends: another build may remove what is not held.</param>
internal sealed class ArchiveLayers(TarArchive archive, string directory, ScratchFiles scratch)
{
    /// <summary>The layer with this diff id.</summary>
    /// <exception cref="ContainerizeException">CTZ2008, CTZ4025: the entry is not that layer. CTZ5001 to
    /// CTZ5004: it cannot be read, or its compressed form not be written.</exception>
    public Task<IBlob> GetAsync(ArchiveEntry entry, Digest diffId, CancellationToken cancellationToken) =>
        TarArchive.GuardAsync<IBlob>(archive.Path, async () =>
        {
            if (entry.Encoding == ArchiveEncoding.Zstd)
            {
                // Passed on as it is; its content is checked by the engine that unpacks it, as with a registry's layer.
                return new ArchiveBlob(archive, entry, await DescribeZstdAsync(entry, cancellationToken));
            }

            if (entry.Encoding == ArchiveEncoding.Gzip)
            {
                var descriptor = await DescribeAsync(() => archive.OpenEntry(entry), diffId, cancellationToken)
                    ?? throw new InvalidDataException($"its layer '{entry.Name}' is not {diffId}");
                return new ArchiveBlob(archive, entry, descriptor);
            }

            var file = FileOf(diffId);
            if (scratch.TryHold(file) && await FindCompressedAsync(file, diffId, cancellationToken) is { } compressed)
            {
                return new FileBlob(compressed, file);
            }

            compressed = await CompressAsync(entry, diffId, file, cancellationToken);
            _ = scratch.TryHold(file);
            return new FileBlob(compressed, file);
        });

    /// <summary>Removes what earlier archives left; what another build or another base needs now stays.</summary>
    /// <exception cref="ContainerizeException">CTZ5002, CTZ5004: the folder cannot be read.</exception>
    public void RemoveAllBut(IEnumerable<Digest> diffIds)
    {
        try
        {
            foreach (
                var file in Directory.Exists(directory)
                    ? Directory.GetFiles(directory).Except(diffIds.Select(FileOf), StringComparer.Ordinal)
                    : []
            )
            {
                AtomicFile.RemoveUnheld(file);
            }
        }
        catch (Exception exception) when (FileErrors.Translate(exception, directory) is { } error)
        {
            throw error;
        }
    }

    private string FileOf(Digest diffId) => Path.Combine(directory, $"{diffId.Hex}.tar.gz");

    /// <summary>A file from an earlier build is believed only after it was read.</summary>
    private static async Task<Descriptor?> FindCompressedAsync(string file, Digest diffId, CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(file) ? await DescribeAsync(() => File.OpenRead(file), diffId, cancellationToken) : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // Written anew; where that fails too, the error names this file.
            return null;
        }
    }

    private async Task<Descriptor> CompressAsync(ArchiveEntry entry, Digest diffId, string file, CancellationToken cancellationToken)
    {
        var plain = new ArchiveBlob(
            archive,
            entry,
            new Descriptor
            {
                MediaType = MediaTypes.DockerLayer,
                Digest = diffId,
                Size = entry.Size,
            }
        );
        Descriptor? descriptor = null;
        await AtomicFile.WriteAsync(
            file,
            async (output, token) =>
            {
                await using var tar = await plain.OpenAsync(token);
                await using var compressed = new HashingStream(output);
                await using var gzip = new ParallelGzipStream(compressed, LayerCompression.Balanced.Level, Environment.ProcessorCount);
                await tar.CopyToAsync(gzip, token);
                await gzip.CompleteAsync(token);
                descriptor = new Descriptor
                {
                    MediaType = MediaTypes.DockerLayerGzip,
                    Digest = compressed.Complete(),
                    Size = compressed.Length,
                };
            },
            cancellationToken
        );
        return descriptor!;
    }

    private async Task<Descriptor> DescribeZstdAsync(ArchiveEntry entry, CancellationToken cancellationToken)
    {
        await using var compressed = new HashingStream(Stream.Null);
        await using var stream = archive.OpenEntry(entry);
        await stream.CopyToAsync(compressed, cancellationToken);
        return new Descriptor
        {
            MediaType = MediaTypes.OciLayerZstd,
            Digest = compressed.Complete(),
            Size = entry.Size,
        };
    }

    /// <summary>Reads a compressed layer through, for its digest and to see that it is the wanted one; null where it is not.</summary>
    private static async Task<Descriptor?> DescribeAsync(Func<Stream> open, Digest diffId, CancellationToken cancellationToken)
    {
        await using var compressed = new HashingStream(Stream.Null);
        await using (var stream = open())
        {
            await stream.CopyToAsync(compressed, cancellationToken);
        }

        await using var tar = new GZipStream(open(), CompressionMode.Decompress);
        using var hash = diffId.CreateHash();
        var buffer = new byte[1 << 16];
        while (await tar.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
        }

        return diffId.Matches(hash.GetHashAndReset())
            ? new Descriptor
            {
                MediaType = MediaTypes.DockerLayerGzip,
                Digest = compressed.Complete(),
                Size = compressed.Length,
            }
            : null;
    }
}
