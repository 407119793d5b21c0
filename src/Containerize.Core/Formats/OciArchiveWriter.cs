using Containerize.Images;
using Containerize.Publishing;

namespace Containerize.Formats;

/// <summary>
/// Writes an image or an index of images as the tar of an OCI image layout, as <c>skopeo copy … oci-archive:</c> does. The bytes depend on
/// image and name alone. Source: OCI image specification, image-layout.md.
/// </summary>
public static class OciArchiveWriter
{
    /// <summary>Streams the archive; layers pass through piece by piece, foreign ones stay where they are.</summary>
    /// <returns>Bytes of the blobs in it.</returns>
    public static async Task<long> WriteAsync(ImageSet images, ImageName name, Stream output, CancellationToken cancellationToken)
    {
        var archive = new ArchiveOutput(output, cancellationToken);
        await archive.WriteDocumentAsync(ImageDocuments.LayoutFile, ImageDocuments.LayoutMarker);
        await archive.WriteDocumentAsync(ImageDocuments.IndexFile, ImageDocuments.Index(images, name));
        var written = await archive.WriteBlobsAsync(ImageDocuments.Blobs(images));
        await archive.CompleteAsync();
        return written;
    }
}
