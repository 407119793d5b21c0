using System.Collections.Immutable;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>
/// Removes from a layout what this package wrote and nothing leads to any more: blobs of images that were replaced, and
/// what a build that was killed had written. Any other blob stays, whatever it may be.
/// </summary>
/// <param name="layout">The layout; this build alone writes to it.</param>
internal sealed class LayoutCleaner(OciLayout layout)
{
    /// <summary>Lists, while a build writes, the blobs that were not there before.</summary>
    public const string UnfinishedFile = ".unfinished";

    private ImmutableHashSet<Digest> _unfinished = [];

    /// <summary>To be called before blobs are written.</summary>
    public async Task BeginAsync(IEnumerable<IBlob> missing, CancellationToken cancellationToken)
    {
        // What a killed build left may be what this one writes.
        var left = await layout.FindDocumentAsync(UnfinishedFile, cancellationToken) is { } bytes ? Parse(bytes) : [];
        _unfinished = [.. left, .. missing.Select(blob => blob.Descriptor.Digest)];
        if (!_unfinished.IsEmpty)
        {
            layout.WriteDocument(
                UnfinishedFile,
                [
                    .. Encoding.UTF8.GetBytes(
                        string.Join('\n', _unfinished.Select(digest => digest.ToString()).Order(StringComparer.Ordinal))
                    ),
                ]
            );
        }
    }

    /// <summary>To be called when the index is written.</summary>
    /// <param name="index">The index.</param>
    /// <param name="replaced">What it had of this package's images before, and has no more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False where nothing was removed, as an image in the layout cannot be read: it may need any blob.</returns>
    public async Task<bool> EndAsync(LayoutIndex index, IEnumerable<LayoutEntry> replaced, CancellationToken cancellationToken)
    {
        var candidates = new HashSet<Digest>(_unfinished);
        foreach (var entry in replaced)
        {
            await CollectAsync(entry.Descriptor, candidates, cancellationToken);
        }

        if (candidates.Count == 0)
        {
            return true;
        }

        if (await LayoutReach.FindAsync(layout.Reader, index.RawBytes, cancellationToken) is not { } reached)
        {
            return false;
        }

        foreach (var digest in candidates)
        {
            layout.RemoveLeft(digest);
            if (!reached.Contains(digest))
            {
                layout.Remove(ImageDocuments.BlobName(digest));
            }
        }

        layout.Remove(UnfinishedFile);
        return true;
    }

    /// <summary>The manifest, what it names, and that of the manifests that an index names; what cannot be read stays.</summary>
    private async Task CollectAsync(Descriptor descriptor, HashSet<Digest> blobs, CancellationToken cancellationToken)
    {
        if (!blobs.Add(descriptor.Digest))
        {
            return;
        }

        try
        {
            var bytes = await layout.Reader.ReadDocumentAsync(descriptor, cancellationToken);
            if (MediaTypes.IsIndex(descriptor.MediaType))
            {
                foreach (var entry in ImageIndex.Parse(bytes, descriptor.MediaType).Manifests)
                {
                    await CollectAsync(entry, blobs, cancellationToken);
                }
            }
            else
            {
                var manifest = Manifest.Parse(bytes, descriptor.MediaType);
                blobs.UnionWith(manifest.Layers.Add(manifest.Config).Select(blob => blob.Digest));
            }
        }
        catch (Exception exception) when (exception is ContainerizeException or FormatException) { }
    }

    private static IEnumerable<Digest> Parse(byte[] bytes) =>
        Encoding.UTF8.GetString(bytes).Split('\n').Where(line => Digest.TryParse(line, out _)).Select(Digest.Parse);
}
