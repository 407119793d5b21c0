using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Formats;

/// <summary>
/// An OCI image layout in a folder: <c>oci-layout</c>, <c>index.json</c> and content-addressed blobs.
/// Source: OCI image specification, image-layout.md.
/// </summary>
/// <param name="path">The folder, absolute.</param>
public sealed class OciLayout(string path) : ILayoutFiles
{
    public string Path => path;

    /// <summary>Whether the folder says that it is a layout.</summary>
    public bool Exists => File.Exists(FullPath(ImageDocuments.LayoutFile));

    /// <summary>Reads what is in it.</summary>
    internal LayoutReader Reader => new(this);

    /// <summary>Adds a blob. One that stands there already, with the right size, wins.</summary>
    /// <returns>Whether it had to be written.</returns>
    /// <exception cref="ContainerizeException">The disk is full or the folder cannot be written (CTZ5001 to CTZ5004).</exception>
    public async Task<bool> AddAsync(IBlob blob, CancellationToken cancellationToken)
    {
        if (Reader.Contains(blob.Descriptor))
        {
            return false;
        }

        await using var source = await blob.OpenAsync(cancellationToken);
        await AtomicFile.WriteAsync(BlobPath(blob.Descriptor), source.CopyToAsync, cancellationToken);
        return true;
    }

    long? ILayoutFiles.FindSize(string name) => new FileInfo(FullPath(name)) is { Exists: true } file ? file.Length : null;

    async Task<byte[]> ILayoutFiles.ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(FullPath(name), cancellationToken);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, FullPath(name)) is { } error)
        {
            throw error;
        }
    }

    IBlob ILayoutFiles.GetBlob(Descriptor descriptor) => new FileBlob(descriptor, BlobPath(descriptor));

    /// <summary>Writes one of the documents at the layout's root.</summary>
    internal void WriteDocument(string name, ImmutableArray<byte> content) => AtomicFile.Write(FullPath(name), content.AsSpan());

    /// <summary>Removes every blob that is not among these: what earlier images left.</summary>
    internal void RemoveAllBut(IEnumerable<Descriptor> kept)
    {
        var blobs = FullPath(ImageDocuments.BlobsFolder);
        var paths = kept.Select(BlobPath).ToHashSet(StringComparer.Ordinal);
        try
        {
            foreach (var file in Directory.EnumerateFiles(blobs, "*", SearchOption.AllDirectories).Where(file => !paths.Contains(file)))
            {
                File.Delete(file);
            }
        }
        catch (Exception exception) when (FileErrors.Translate(exception, blobs) is { } error)
        {
            throw error;
        }
    }

    private string BlobPath(Descriptor descriptor) => FullPath(ImageDocuments.BlobName(descriptor.Digest));

    private string FullPath(string name) => System.IO.Path.Combine(path, name.Replace('/', System.IO.Path.DirectorySeparatorChar));
}
