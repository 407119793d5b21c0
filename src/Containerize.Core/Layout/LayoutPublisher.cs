using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Layout;

/// <summary>
/// Writes an image to an OCI image layout, beside what others have there: only what has one of its names, and where the
/// layout is a product of the build, what the same project wrote before, gives way to it. Builds that write the same
/// folder wait for each other.
/// A <c>manifest.json</c> is beside, so that a plain <c>tar</c> makes of the folder what engines load.
/// </summary>
/// <param name="path">The layout's folder, absolute; created where it does not exist.</param>
/// <param name="log">Told at low importance what is written.</param>
/// <param name="project">Whose image it is.</param>
/// <param name="replacesFormer">Whether what this project wrote before goes, under whatever name.</param>
internal sealed class LayoutPublisher(string path, IBuildLog log, string project = "", bool replacesFormer = false) : IImagePublisher
{
    // A base layer may still have to be downloaded; a few at a time fill the line.
    private const int ConcurrentBlobs = 4;

    private static readonly ImmutableArray<string> Documents =
    [
        ImageDocuments.LayoutFile,
        ImageDocuments.DockerManifestFile,
        ImageDocuments.IndexFile,
        LayoutCleaner.UnfinishedFile,
    ];

    public string Destination => path;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(ImageSet images, ImageName name, CancellationToken cancellationToken)
    {
        var layout = new OciLayout(path);
        RefuseForeignFolder(layout);
        using var alone = await FolderLock.TakeAsync(path, log, cancellationToken);
        var (index, manifests) = await ReadAsync(layout, cancellationToken);
        if (index.FindTaken(name, project) is { } taken)
        {
            throw new ContainerizeException(LocalDiagnostics.LayoutNameTaken.Create(path, taken.Name, taken.Project!, project));
        }

        var stored = ImageDocuments.ForLayout(images);
        var (updated, replaced) = index.With(stored, name, Marks(images, stored, name), replacesFormer);
        var blobs = ImageDocuments.Blobs(stored);
        var cleaner = new LayoutCleaner(layout);
        var sent = await WriteAsync(layout, blobs, cleaner, cancellationToken);

        // The index names the image, so it comes last; a reader before that still finds all of the former images.
        if (!layout.Exists)
        {
            layout.WriteDocument(ImageDocuments.LayoutFile, ImageDocuments.LayoutMarker);
        }

        layout.WriteDocument(ImageDocuments.DockerManifestFile, await MergeAsync(layout, manifests, index, updated, cancellationToken));
        layout.WriteDocument(ImageDocuments.IndexFile, updated.RawBytes);
        if (!await cleaner.EndAsync(updated, replaced.Where(entry => entry.IsOurs), cancellationToken))
        {
            log.Write(MessageImportance.Low, $"{path}: blobs of former images stay, because an image there cannot be read.");
        }

        foreach (var document in Documents)
        {
            AtomicFile.RemoveLeft(Path.Combine(path, document));
        }

        LogRenamed(index, updated);
        ImmutableArray<string> references = [.. name.Tags.Select(tag => RefName(updated, name, tag))];
        return new PublishResult
        {
            Kind = DestinationKind.Layout,
            Destination = path,
            Digest = stored.Digest,
            References = [.. references.Select(reference => $"oci:{path}:{reference}")],
            BytesSent = sent,
            BytesReused = blobs.Sum(blob => blob.Descriptor.Size) - sent,
            Hint =
                $"Load it with: tar -C \"{path}\" -cf - {ImageDocuments.DockerManifestFile} {ImageDocuments.BlobsFolder} | "
                + "docker load (or podman load);"
                + $" copy it with: skopeo copy \"oci:{path}:{references[0]}\" docker://REGISTRY/{name.Repository}:{name.Tags[0]}",
        };
    }

    /// <summary>What earlier builds said that their images are called there.</summary>
    private void LogRenamed(LayoutIndex before, LayoutIndex after)
    {
        foreach (var entry in before.Entries.Where(entry => entry.IsOurs))
        {
            var now = after.Entries.FirstOrDefault(other => other.IsOurs && other.Repository == entry.Repository && other.Tag == entry.Tag);
            if (now is not null && now.RefName != entry.RefName)
            {
                log.Write(
                    MessageImportance.High,
                    $"{path}: '{entry.RefName}' of '{entry.Repository}' is called '{now.RefName}' there now, because images of "
                        + "several repositories have that tag."
                );
            }
        }
    }

    private static string RefName(LayoutIndex index, ImageName name, ImageTag tag) =>
        index
            .Entries.First(entry => entry.IsOurs && entry.Repository == name.Repository.ToString() && entry.Tag == tag.ToString())
            .RefName!;

    private ImmutableDictionary<string, string> Marks(ImageSet images, ImageSet stored, ImageName name)
    {
        var marks = ImmutableDictionary<string, string>
            .Empty.Add(LayoutMarks.Repository, name.Repository.ToString())
            .Add(LayoutMarks.Project, project);
        return stored.Digest == images.Digest ? marks : marks.Add(LayoutMarks.DockerDigest, images.Digest.ToString());
    }

    /// <returns>Bytes of what was missing or damaged.</returns>
    private async Task<long> WriteAsync(
        OciLayout layout,
        ImmutableArray<IBlob> blobs,
        LayoutCleaner cleaner,
        CancellationToken cancellationToken
    )
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = ConcurrentBlobs, CancellationToken = cancellationToken };
        var missing = new ConcurrentBag<IBlob>();
        await Parallel.ForEachAsync(blobs, options, async (blob, token) =>
        {
            if (!await layout.HasWholeAsync(blob.Descriptor, token))
            {
                missing.Add(blob);
            }
        });
        await cleaner.BeginAsync(missing.Where(blob => !layout.Reader.Contains(blob.Descriptor.Digest)), cancellationToken);
        await Parallel.ForEachAsync(missing, options, async (blob, token) =>
        {
            await layout.WriteAsync(blob, token);
            log.Write(MessageImportance.Low, $"{path}: wrote {blob.Descriptor.Digest} ({blob.Descriptor.Size} bytes)");
        });
        return missing.Sum(blob => blob.Descriptor.Size);
    }

    /// <summary>What is in the layout.</summary>
    /// <exception cref="ContainerizeException">CTZ4052: that cannot be known. CTZ5002 to CTZ5004.</exception>
    private async Task<(LayoutIndex Index, byte[]? Manifests)> ReadAsync(OciLayout layout, CancellationToken cancellationToken)
    {
        var file = ImageDocuments.LayoutFile;
        try
        {
            if (await layout.FindDocumentAsync(file, cancellationToken) is not { } marker)
            {
                return (LayoutIndex.Empty, null);
            }

            var version = OciJson.Read(marker, root => OciJson.RequiredString(root, "imageLayoutVersion"));
            if (!version.StartsWith("1.", StringComparison.Ordinal))
            {
                throw new FormatException($"the version is '{version}', and this package supports 1");
            }

            file = ImageDocuments.DockerManifestFile;
            var manifests = await layout.FindDocumentAsync(file, cancellationToken);
            _ = manifests is null ? [] : DockerManifest.Parse(manifests);
            file = ImageDocuments.IndexFile;
            return (
                await layout.FindDocumentAsync(file, cancellationToken) is { } index ? LayoutIndex.Parse(index) : LayoutIndex.Empty,
                manifests
            );
        }
        catch (FormatException exception)
        {
            throw new ContainerizeException(
                LocalDiagnostics.LayoutNotReadable.Create(path, $"in '{file}', {exception.Message}"),
                exception
            );
        }
    }

    /// <summary>The <c>manifest.json</c> for all of this package's images that the index names.</summary>
    private static async Task<ImmutableArray<byte>> MergeAsync(
        OciLayout layout,
        byte[]? former,
        LayoutIndex index,
        LayoutIndex updated,
        CancellationToken cancellationToken
    )
    {
        var ours = ImmutableArray.CreateBuilder<DockerManifest>();
        foreach (var image in updated.Entries.Where(entry => entry.IsOurs).GroupBy(entry => entry.Descriptor.Digest))
        {
            if (await layout.Reader.FindManifestAsync(image.First().Descriptor, cancellationToken) is { } manifest)
            {
                ours.Add(ImageDocuments.DockerManifest(manifest, [.. image.Select(entry => entry.Name)]));
            }
        }

        var replaced = ours.Select(manifest => manifest.Config).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in index.Entries.Where(entry => entry.IsOurs))
        {
            if (await layout.Reader.FindManifestAsync(entry.Descriptor, cancellationToken) is { } manifest)
            {
                replaced.Add(ImageDocuments.BlobName(manifest.Config.Digest));
            }
        }

        return LayoutManifests.Merge(former, replaced, ours.ToImmutable());
    }

    /// <summary>Filling a folder that holds something else would be no favour.</summary>
    private void RefuseForeignFolder(OciLayout layout)
    {
        if (
            !layout.Exists
            && Directory.Exists(path)
            && Directory.EnumerateFileSystemEntries(path).Any(entry => !IsOfLayout(Path.GetFileName(entry)))
        )
        {
            throw new ContainerizeException(LocalDiagnostics.FolderIsNotALayout.Create(path));
        }
    }

    /// <summary>What a build that runs, or was killed, may have there before it comes to say that this is a layout.</summary>
    private static bool IsOfLayout(string entry) =>
        entry is ImageDocuments.BlobsFolder or FolderLock.FileName or LayoutCleaner.UnfinishedFile
        || (
            entry.EndsWith(".tmp", StringComparison.Ordinal)
            && (
                entry.StartsWith($".{ImageDocuments.LayoutFile}.", StringComparison.Ordinal)
                || entry.StartsWith($".{LayoutCleaner.UnfinishedFile}.", StringComparison.Ordinal)
            )
        );
}
