using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Streams;

namespace Containerize.Archive;

/// <summary>
/// Writes an image to a file that skopeo, podman and buildah read as <c>oci-archive:</c>. What is inside is compressed
/// already, so it is a plain tar, unless the file's name asks for gzip: other tools go by names.
/// </summary>
/// <param name="path">
/// As <c>ContainerOciArchivePath</c> means it, absolute: a file, or a folder (<see cref="ArchiveFile.IsFolder"/>), in which
/// the file is then <c>REPOSITORY.oci.tar</c>.
/// </param>
/// <param name="log">Told at low importance what is written.</param>
internal sealed class OciArchivePublisher(string path, IBuildLog log) : IImagePublisher
{
    private const string DefaultExtension = ".oci.tar";

    public string Destination => path;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(ImageSet images, ImageName name, CancellationToken cancellationToken)
    {
        var file = ArchiveFile.PathOf(path, name.Repository, DefaultExtension);
        images = ImageDocuments.ForLayout(images);
        log.Write(MessageImportance.Low, $"Writing {images.Digest} to {file}");
        long sent = 0;
        await new ArchiveFile(file, name, "ContainerOciArchivePath").WriteAsync(
            async (stream, token) =>
                sent = IsGzip(file)
                    ? await WriteCompressedAsync(images, name, stream, token)
                    : await OciArchiveWriter.WriteAsync(images, name, stream, token),
            cancellationToken
        );
        return new PublishResult
        {
            Kind = DestinationKind.OciArchive,
            Destination = file,
            Digest = images.Digest,
            References = [.. name.Tags.Select(tag => $"oci-archive:{file}:{tag}")],
            BytesSent = sent,
            BytesReused = 0,
            Hint = $"Copy it with: skopeo copy \"oci-archive:{file}:{name.Tags[0]}\" docker://REGISTRY/{name.Repository}:{name.Tags[0]}",
        };
    }

    private static bool IsGzip(string file) =>
        file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    private static async Task<long> WriteCompressedAsync(
        ImageSet images,
        ImageName name,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        await using var gzip = new ParallelGzipStream(output, LayerCompression.Fastest.Level, Environment.ProcessorCount);
        var sent = await OciArchiveWriter.WriteAsync(images, name, gzip, cancellationToken);
        await gzip.CompleteAsync(cancellationToken);
        return sent;
    }
}
