using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Sources;

namespace Containerize.Formats;

/// <summary>
/// An OCI image layout: a folder with <c>oci-layout</c>, <c>index.json</c> and content-addressed blobs. Reads and
/// writes its files; which image is meant, others decide. Source: OCI image specification, image-layout.md.
/// </summary>
/// <param name="path">The folder, absolute.</param>
public sealed class OciLayout(string path)
{
    /// <summary>No manifest or configuration is larger than this, in bytes; a larger one would only fill memory.</summary>
    private const long MaximumDocumentSize = 16 << 20;

    public string Path => path;

    /// <summary>Whether the folder says that it is a layout.</summary>
    public bool Exists => File.Exists(FullPath(ImageDocuments.LayoutFile));

    /// <summary>A blob as a lazy, verified file.</summary>
    public FileBlob GetBlob(Descriptor descriptor) => new(descriptor, BlobPath(descriptor));

    /// <summary>Whether a blob of this size stands under its digest.</summary>
    public bool Contains(Descriptor descriptor) => new FileInfo(BlobPath(descriptor)) is { Exists: true } file && file.Length == descriptor.Size;

    /// <exception cref="ContainerizeException">CTZ4021: it is not a layout, or of a version to come.</exception>
    public async Task<ImageIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        var version = await ReadAsync(ImageDocuments.LayoutFile, bytes => OciJson.Read(bytes.AsMemory(), root => OciJson.RequiredString(root, "imageLayoutVersion")), cancellationToken);
        return version.StartsWith("1.", StringComparison.Ordinal)
            ? await ReadAsync(ImageDocuments.IndexFile, bytes => ImageIndex.Parse(bytes), cancellationToken)
            : throw NotALayout($"its version is '{version}', and this package knows 1");
    }

    /// <summary>The verified bytes of a small document: an index, a manifest, or a configuration.</summary>
    /// <exception cref="ContainerizeException">CTZ4021: it is missing or too large. CTZ2008: it is not what its digest says.</exception>
    public async Task<ImmutableArray<byte>> ReadDocumentAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        RequireBlob(descriptor);
        if (descriptor.Size > MaximumDocumentSize)
        {
            throw NotALayout($"the document {descriptor.Digest} has {descriptor.Size} bytes");
        }

        await using var stream = await GetBlob(descriptor).OpenAsync(cancellationToken);
        var buffer = new MemoryStream((int)descriptor.Size);
        await stream.CopyToAsync(buffer, cancellationToken);
        return [.. buffer.GetBuffer().AsSpan(0, (int)buffer.Length)];
    }

    /// <summary>The image of a manifest; its layers stay lazy files, of which each must be there.</summary>
    /// <param name="descriptor">The manifest.</param>
    /// <param name="platform">What the image must run on.</param>
    /// <param name="name">The image as a person wrote it, for messages.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ContainerizeException">CTZ2003, CTZ2004, CTZ2008, CTZ4021.</exception>
    public async Task<Image> ReadImageAsync(Descriptor descriptor, Platform platform, string name, CancellationToken cancellationToken)
    {
        var bytes = await ReadDocumentAsync(descriptor, cancellationToken);
        var manifest = PlatformSelection.Parse(name, "manifest", () => Manifest.Parse(bytes, descriptor.MediaType));
        PlatformSelection.CheckIsImage(manifest, name);
        var config = await ReadDocumentAsync(manifest.Config, cancellationToken);
        var parsed = PlatformSelection.Parse(name, "configuration", () => ImageConfig.Parse(config));
        return PlatformSelection.ToImage(manifest, parsed, GetLayer, platform, name);
    }

    /// <exception cref="ContainerizeException">CTZ4021: the blob is missing, or cut short.</exception>
    private void RequireBlob(Descriptor descriptor)
    {
        if (!Contains(descriptor))
        {
            throw NotALayout($"the blob {descriptor.Digest} is missing or does not have {descriptor.Size} bytes");
        }
    }

    /// <summary>Adds a blob. One that stands there already, with the right size, wins.</summary>
    /// <returns>Whether it had to be written.</returns>
    /// <exception cref="ContainerizeException">The disk is full or the folder cannot be written (CTZ5001 to CTZ5004).</exception>
    public async Task<bool> AddAsync(IBlob blob, CancellationToken cancellationToken)
    {
        if (Contains(blob.Descriptor))
        {
            return false;
        }

        await using var source = await blob.OpenAsync(cancellationToken);
        await AtomicFile.WriteAsync(BlobPath(blob.Descriptor), source.CopyToAsync, cancellationToken);
        return true;
    }

    internal Task<ImmutableArray<DockerManifest>> ReadDockerManifestsAsync(CancellationToken cancellationToken) =>
        ReadAsync(ImageDocuments.DockerManifestFile, bytes => DockerManifest.Parse(bytes.AsMemory()), cancellationToken);

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

    internal ContainerizeException NotALayout(string reason, Exception? inner = null) =>
        new(LocalDiagnostics.NotALayout.Create(path, reason), inner);

    private FileBlob GetLayer(Descriptor descriptor)
    {
        // Windows' foreign layers stay with their owner, and their descriptors say where.
        if (descriptor.Urls.IsEmpty)
        {
            RequireBlob(descriptor);
        }

        return GetBlob(descriptor);
    }

    private async Task<T> ReadAsync<T>(string name, Func<ImmutableArray<byte>, T> parse, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(FullPath(name)) is { Exists: true, Length: <= MaximumDocumentSize }
                ? parse([.. await File.ReadAllBytesAsync(FullPath(name), cancellationToken)])
                : throw NotALayout($"it has no usable file '{name}'");
        }
        catch (FormatException exception)
        {
            throw NotALayout($"in '{name}', {exception.Message}", exception);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, FullPath(name)) is { } error)
        {
            throw error;
        }
    }

    private string BlobPath(Descriptor descriptor) => FullPath(ImageDocuments.BlobName(descriptor.Digest));

    private string FullPath(string name) => System.IO.Path.Combine(path, name.Replace('/', System.IO.Path.DirectorySeparatorChar));
}
