using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>
/// An OCI image layout in a folder: <c>oci-layout</c>, <c>index.json</c> and content-addressed blobs.
/// Source: OCI image specification, image-layout.md.
/// </summary>
/// <param name="path">The folder, absolute.</param>
internal sealed class OciLayout(string path) : ILayoutFiles
{
    public string Path => path;

    /// <summary>Whether the folder says that it is a layout.</summary>
    public bool Exists => File.Exists(FullPath(ImageDocuments.LayoutFile));

    /// <summary>Reads what is in it.</summary>
    internal LayoutReader Reader => new(this);

    /// <summary>Whether the blob is there with the content that its digest names: its size alone says nothing.</summary>
    internal async Task<bool> HasWholeAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        if (!Reader.Contains(descriptor))
        {
            return false;
        }

        try
        {
            await using var content = await ((ILayoutFiles)this).GetBlob(descriptor).OpenAsync(cancellationToken);
            await content.CopyToAsync(Stream.Null, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is ContainerizeException or IOException)
        {
            // Damaged or not readable: written anew, and where that fails too, the error names the file.
            return false;
        }
    }

    /// <summary>Writes a blob in place of what is there.</summary>
    /// <exception cref="ContainerizeException">The disk is full or the folder cannot be written (CTZ5001 to CTZ5004).</exception>
    internal async Task WriteAsync(IBlob blob, CancellationToken cancellationToken)
    {
        await using var source = await blob.OpenAsync(cancellationToken);
        await AtomicFile.WriteAsync(BlobPath(blob.Descriptor.Digest), source.CopyToAsync, cancellationToken);
    }

    long? ILayoutFiles.FindSize(string name) => new FileInfo(FullPath(name)) is { Exists: true } file ? file.Length : null;

    async Task<byte[]> ILayoutFiles.ReadAsync(string name, CancellationToken cancellationToken)
    {
        FileErrors.RequireNoSpecial(FullPath(name));
        try
        {
            return await File.ReadAllBytesAsync(FullPath(name), cancellationToken);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, FullPath(name)) is { } error)
        {
            throw error;
        }
    }

    IBlob ILayoutFiles.GetBlob(Descriptor descriptor) => new FileBlob(descriptor, BlobPath(descriptor.Digest));

    /// <summary>Writes one of the documents at the layout's root.</summary>
    internal void WriteDocument(string name, ImmutableArray<byte> content) => AtomicFile.Write(FullPath(name), content.AsSpan());

    /// <summary>The bytes of one of the documents at the layout's root; null where it is not there.</summary>
    internal async Task<byte[]?> FindDocumentAsync(string name, CancellationToken cancellationToken) =>
        File.Exists(FullPath(name)) ? await ((ILayoutFiles)this).ReadAsync(name, cancellationToken) : null;

    /// <summary>What killed builds left of a blob.</summary>
    internal void RemoveLeft(Digest digest) => AtomicFile.RemoveLeft(BlobPath(digest));

    /// <summary>Removes a file; one that is not there is no failure.</summary>
    internal void Remove(string name)
    {
        try
        {
            if (File.Exists(FullPath(name)))
            {
                File.Delete(FullPath(name));
            }
        }
        catch (Exception exception) when (FileErrors.Translate(exception, FullPath(name)) is { } error)
        {
            throw error;
        }
    }

    private string BlobPath(Digest digest) => FullPath(ImageDocuments.BlobName(digest));

    private string FullPath(string name) => System.IO.Path.Combine(path, name.Replace('/', System.IO.Path.DirectorySeparatorChar));
}
