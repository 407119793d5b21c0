using Containerize.Diagnostics;
using Containerize.Formats;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Publishing;

/// <summary>
/// Writes an image to an OCI image layout. The layout is a product of the build like any other file below the output
/// folder: afterwards it holds this image under its tags and nothing else; blobs it shares with the former one stay.
/// Builds that write the same folder wait for each other.
/// A <c>manifest.json</c> stands beside, so that a plain <c>tar</c> makes of the folder what engines load.
/// </summary>
/// <param name="path">The layout's folder, absolute; created where it does not exist.</param>
/// <param name="log">Told at low importance what is written.</param>
public sealed class LayoutPublisher(string path, IBuildLog log) : IImagePublisher
{
    // A base layer may still have to be downloaded; a few at a time fill the line.
    private const int ConcurrentBlobs = 4;

    public string Destination => path;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(ImageSet images, ImageName name, CancellationToken cancellationToken)
    {
        var layout = new OciLayout(path);
        RefuseForeignFolder(layout);
        using var alone = await FolderLock.TakeAsync(path, log, cancellationToken);
        var blobs = ImageDocuments.Blobs(images);
        long sent = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = ConcurrentBlobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(blobs, options, async (blob, token) =>
        {
            if (await layout.AddAsync(blob, token))
            {
                Interlocked.Add(ref sent, blob.Descriptor.Size);
                log.Write(MessageImportance.Low, $"{path}: wrote {blob.Descriptor.Digest} ({blob.Descriptor.Size} bytes)");
            }
        });

        // The index names the image, so it comes last; a reader before that still finds all of the former image.
        layout.WriteDocument(ImageDocuments.LayoutFile, ImageDocuments.LayoutMarker);
        layout.WriteDocument(ImageDocuments.DockerManifestFile, ImageDocuments.DockerManifest(images.Image, name));
        layout.WriteDocument(ImageDocuments.IndexFile, ImageDocuments.Index(images, name, saysHowTagsMove: true));
        layout.RemoveAllBut(blobs.Select(blob => blob.Descriptor));
        foreach (var document in (ReadOnlySpan<string>)[ImageDocuments.LayoutFile, ImageDocuments.DockerManifestFile, ImageDocuments.IndexFile])
        {
            AtomicFile.RemoveLeft(Path.Combine(path, document));
        }

        return new PublishResult
        {
            Kind = DestinationKind.Layout,
            Destination = path,
            Digest = images.Digest,
            References = [.. name.Tags.Select(tag => $"oci:{path}:{tag}")],
            BytesSent = sent,
            BytesReused = blobs.Sum(blob => blob.Descriptor.Size) - sent,
            Hint = Hint(images.Image, name),
        };
    }

    /// <summary>Clearing out a folder that somebody filled with something else would be no favour.</summary>
    private void RefuseForeignFolder(OciLayout layout)
    {
        if (!layout.Exists && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => !IsOfLayout(Path.GetFileName(entry))))
        {
            throw new ContainerizeException(LocalDiagnostics.FolderIsNotALayout.Create(path));
        }
    }

    /// <summary>What a build that was killed may have left before it came to say that this is a layout.</summary>
    private static bool IsOfLayout(string entry) =>
        entry is ImageDocuments.BlobsFolder or FolderLock.FileName || (entry.StartsWith($".{ImageDocuments.LayoutFile}.", StringComparison.Ordinal) && entry.EndsWith(".tmp", StringComparison.Ordinal));

    // Without index.json in the tar, Podman gives the names that it gives to an archive; see DockerArchiveWriter.
    // skopeo and podman look for OCI manifests only when they read a layout (1.9 and 4.3 were tried); oras takes both.
    private string Hint(Image image, ImageName name)
    {
        var (tag, repository) = (name.Tags[0], name.Repository);
        var copy = image.Manifest.Format == ImageFormat.Oci
            ? $"skopeo copy \"oci:{path}:{tag}\" docker://REGISTRY/{repository}:{tag}"
            : $"oras copy --from-oci-layout \"{path}:{tag}\" REGISTRY/{repository}:{tag}";
        return $"Load it with: tar -C \"{path}\" -cf - {ImageDocuments.DockerManifestFile} {ImageDocuments.BlobsFolder} | docker load (or podman load); copy it with: {copy}";
    }
}
