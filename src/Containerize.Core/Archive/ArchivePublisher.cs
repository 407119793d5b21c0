using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;

namespace Containerize.Archive;

/// <summary>
/// Writes an image to a file that <c>docker load</c> and <c>podman load</c> take: one in OCI format as an OCI layout, which
/// skopeo and others read as <c>oci-archive:</c>, as the .NET SDK does. It is a plain tar also under the name
/// <c>.tar.gz</c>, as the .NET SDK writes it: the layers inside are compressed, engines go by the bytes and not by the
/// name, and Podman 4.3 and skopeo 1.9 as Debian 12 has them cannot read a gzip archive from any tool.
/// </summary>
/// <param name="path">
/// As <c>ContainerArchiveOutputPath</c> means it, absolute: a file, or a folder (<see cref="ArchiveFile.IsFolder"/>), in
/// which the file is then <c>REPOSITORY.tar.gz</c>. A repository of several parts makes folders, as in the .NET SDK.
/// </param>
/// <param name="log">Told at low importance what is written.</param>
internal sealed class ArchivePublisher(string path, IBuildLog log) : IImagePublisher
{
    private const string DefaultExtension = ".tar.gz";

    public string Destination => path;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(ImageSet images, ImageName name, CancellationToken cancellationToken)
    {
        var image = images.Image;
        var file = ArchiveFile.PathOf(path, name.Repository, DefaultExtension);
        LayerLimits.RefuseForeign(image, file);
        if (LayerLimits.HasZstd(image))
        {
            log.Report(LocalDiagnostics.ArchiveHasZstd.Create(file));
        }

        log.Write(MessageImportance.Low, $"Writing {image.Manifest.Digest} to {file}");
        long sent = 0;
        await new ArchiveFile(file, name, "ContainerArchiveOutputPath").WriteAsync(
            async (stream, token) => sent = await WriteAsync(image, name, stream, token),
            cancellationToken
        );
        return new PublishResult
        {
            Kind = DestinationKind.Archive,
            Destination = file,
            Digest = image.Manifest.Digest,
            References = ImageDocuments.References(name),
            BytesSent = sent,
            BytesReused = 0,
            Hint = $"Load it with: docker load -i \"{file}\" (or podman load -i \"{file}\")",
        };
    }

    /// <summary>Of an index, an archive to load holds the image: engines have no indexes.</summary>
    private static Task<long> WriteAsync(Image image, ImageName name, Stream output, CancellationToken cancellationToken) =>
        image.Manifest.Format == ImageFormat.Oci
            ? OciArchiveWriter.WriteAsync(ImageSet.Create(image), name, output, cancellationToken)
            : DockerArchiveWriter.WriteAsync(image, name, output, cancellationToken);
}
