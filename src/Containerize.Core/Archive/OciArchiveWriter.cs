using Containerize.Images;
using Containerize.Layout;

namespace Containerize.Archive;

/// <summary>
/// Writes an image or an index of images as the tar of an OCI image layout, as <c>skopeo copy … oci-archive:</c> does.
/// The bytes depend on image and name alone. Source: OCI image specification, image-layout.md.
/// </summary>
internal static class OciArchiveWriter
{
    /// <summary>Streams the archive; layers pass through piece by piece, foreign ones stay where they are.</summary>
    /// <returns>Bytes of the blobs in it.</returns>
    public static async Task<long> WriteAsync(ImageSet images, ImageName name, Stream output, CancellationToken cancellationToken)
    {
        var archive = new ArchiveOutput(output, cancellationToken);
        await archive.WriteDocumentAsync(ImageDocuments.LayoutFile, ImageDocuments.LayoutMarker);
        await archive.WriteDocumentAsync(ImageDocuments.IndexFile, ImageDocuments.Index(images, name));
        if (images.Image.Layers.All(layer => layer.Descriptor.Urls.IsEmpty))
        {
            // podman load (4.3 and 5.8) takes no OCI archive with several tags; it then takes the archive by this.
            await archive.WriteDocumentAsync(ImageDocuments.DockerManifestFile, ImageDocuments.DockerManifest(images.Image, name));
        }

        var written = await archive.WriteBlobsAsync(ImageDocuments.Blobs(images));
        await archive.CompleteAsync();
        return written;
    }
}
