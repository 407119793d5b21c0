using System.IO.Compression;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;

namespace Containerize.Formats;

/// <summary>A layer that stands in an archive, verified whenever it is read.</summary>
internal sealed class ArchiveBlob(DockerArchiveReader archive, ArchiveEntry entry, Descriptor descriptor, string archivePath) : IBlob
{
    public Descriptor Descriptor => descriptor;

    /// <exception cref="Diagnostics.ContainerizeException">CTZ4025: the archive changed since. CTZ5002 to CTZ5004.</exception>
    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => DockerArchiveReader.GuardAsync<Stream>(archivePath, async () =>
        new VerifyingStream(await archive.OpenEntryAsync(entry, cancellationToken), descriptor, $"{archivePath}, {entry.Name}"));

    /// <summary>
    /// The layer with the given diff id. Archives mostly have plain tars, whose digest is the diff id; they are taken
    /// as they are: media types for plain tars exist in both formats, every engine pulls them, and compressing would
    /// need a file of its own and give the layer a digest that no other build knows. A compressed layer is read through
    /// once, since an archive tells neither its digest nor whether it holds what the configuration says.
    /// </summary>
    /// <exception cref="Diagnostics.ContainerizeException">CTZ4025: it is not that layer.</exception>
    public static async Task<ArchiveBlob> CreateAsync(DockerArchiveReader archive, ArchiveEntry entry, Digest diffId, string archivePath, CancellationToken cancellationToken)
    {
        var descriptor = entry.IsGzip
            ? await DockerArchiveReader.GuardAsync(archivePath, () => ReadCompressedAsync(archive, entry, diffId, cancellationToken))
            : new Descriptor { MediaType = MediaTypes.DockerLayer, Digest = diffId, Size = entry.Size };
        return new ArchiveBlob(archive, entry, descriptor, archivePath);
    }

    private static async Task<Descriptor> ReadCompressedAsync(DockerArchiveReader archive, ArchiveEntry entry, Digest diffId, CancellationToken cancellationToken)
    {
        Digest digest;
        await using (var stream = await archive.OpenEntryAsync(entry, cancellationToken))
        await using (var hash = new HashingStream(Stream.Null))
        {
            await stream.CopyToAsync(hash, cancellationToken);
            digest = hash.Complete();
        }

        await using var compressed = await archive.OpenEntryAsync(entry, cancellationToken);
        await using var tar = new GZipStream(compressed, CompressionMode.Decompress);
        using var tarHash = diffId.CreateHash();
        var buffer = new byte[1 << 16];
        while (await tar.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            tarHash.AppendData(buffer, 0, count);
        }

        return diffId.Matches(tarHash.GetHashAndReset())
            ? new Descriptor { MediaType = MediaTypes.DockerLayerGzip, Digest = digest, Size = entry.Size }
            : throw new InvalidDataException($"its layer '{entry.Name}' is not {diffId}");
    }
}
