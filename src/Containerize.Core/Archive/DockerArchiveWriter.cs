using Containerize.Images;
using Containerize.Layout;

namespace Containerize.Archive;

/// <summary>
/// Writes an image as the tar that <c>docker load</c> and <c>podman load</c> take: <c>manifest.json</c> and the blobs
/// it names. Layers stay compressed as they are. Docker 20.10, Podman 4.3, skopeo 1.9 and crane 0.20 were seen to read
/// it. There is no <c>index.json</c> as in the archives of Docker from version 25: of an archive with one tag, Podman
/// would then take the name from there and call the image <c>docker.io/…</c>, but <c>localhost/…</c> with two tags,
/// and <c>podman run app:latest</c> would find the one or the other. The bytes depend on image and name alone.
/// </summary>
internal static class DockerArchiveWriter
{
    /// <summary>Streams the archive; layers pass through piece by piece.</summary>
    /// <param name="image">The image; none of its layers may be a foreign one.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="output">Receives the archive; stays open.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="omitted">How many of the lowest layers are left out, because the reader has them: not for a file.</param>
    /// <param name="withIndex">Whether to add what makes it an OCI image layout as well: Docker's containerd image
    /// store takes the manifest from there, and makes one of its own where there is none. Not for a file.</param>
    /// <returns>Bytes of the blobs in it.</returns>
    public static async Task<long> WriteAsync(
        Image image,
        ImageName name,
        Stream output,
        CancellationToken cancellationToken,
        int omitted = 0,
        bool withIndex = false
    )
    {
        var archive = new ArchiveOutput(output, cancellationToken);
        // The documents come first: who reads a stream knows early what it holds.
        await archive.WriteDocumentAsync(ImageDocuments.DockerManifestFile, ImageDocuments.DockerManifest(image, name));
        if (withIndex)
        {
            await archive.WriteDocumentAsync(ImageDocuments.LayoutFile, ImageDocuments.LayoutMarker);
            await archive.WriteDocumentAsync(ImageDocuments.IndexFile, ImageDocuments.Index(ImageSet.Create(image), name));
        }

        IEnumerable<IBlob> blobs = image.Layers.Skip(omitted).Prepend(image.ConfigBlob);
        if (withIndex)
        {
            blobs = blobs.Prepend(new BytesBlob(image.Manifest.Descriptor, image.Manifest.RawBytes));
        }

        var written = await archive.WriteBlobsAsync([.. blobs.DistinctBy(blob => blob.Descriptor.Digest)]);
        await archive.CompleteAsync();
        return written;
    }
}
