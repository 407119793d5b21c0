using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>
/// Reads an OCI image layout, wherever its files are; callers choose the image.
/// Source: OCI image specification, image-layout.md.
/// </summary>
internal sealed class LayoutReader(ILayoutFiles files)
{
    /// <summary>No manifest or configuration is larger than this, in bytes; a larger one would only fill memory.</summary>
    private const long MaximumDocumentSize = 16 << 20;

    public string Path => files.Path;

    /// <summary>Whether there is a blob of this size under its digest.</summary>
    public bool Contains(Descriptor descriptor) => files.FindSize(ImageDocuments.BlobName(descriptor.Digest)) == descriptor.Size;

    public bool Contains(Digest digest) => files.FindSize(ImageDocuments.BlobName(digest)) is not null;

    /// <exception cref="ContainerizeException">CTZ4021: it is not a layout, or of a version to come.</exception>
    public async Task<ImageIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        var version = await ReadAsync(
            ImageDocuments.LayoutFile,
            bytes => OciJson.Read(bytes.AsMemory(), root => OciJson.RequiredString(root, "imageLayoutVersion")),
            cancellationToken
        );
        return version.StartsWith("1.", StringComparison.Ordinal)
            ? await ReadAsync(ImageDocuments.IndexFile, bytes => ImageIndex.Parse(bytes), cancellationToken)
            : throw NotALayout($"its version is '{version}', and this package supports 1");
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

        await using var stream = await files.GetBlob(descriptor).OpenAsync(cancellationToken);
        var buffer = new MemoryStream((int)descriptor.Size);
        await stream.CopyToAsync(buffer, cancellationToken);
        return [.. buffer.GetBuffer().AsSpan(0, (int)buffer.Length)];
    }

    /// <summary>The image of a manifest; its layers stay lazy, and each must be there.</summary>
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

    /// <summary>The manifest of an image, of an index its first; null where it cannot be read.</summary>
    public async Task<Manifest?> FindManifestAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await ReadDocumentAsync(descriptor, cancellationToken);
            return !MediaTypes.IsIndex(descriptor.MediaType) ? Manifest.Parse(bytes, descriptor.MediaType)
                : ImageIndex.Parse(bytes, descriptor.MediaType).Manifests is [var first, ..] && !MediaTypes.IsIndex(first.MediaType)
                    ? await FindManifestAsync(first, cancellationToken)
                : null;
        }
        catch (Exception exception) when (exception is ContainerizeException or FormatException)
        {
            return null;
        }
    }

    public ContainerizeException NotALayout(string reason, Exception? inner = null) =>
        new(LocalDiagnostics.NotALayout.Create(files.Path, reason), inner);

    /// <exception cref="ContainerizeException">CTZ4021: the blob is missing, or cut short.</exception>
    private void RequireBlob(Descriptor descriptor)
    {
        if (!Contains(descriptor))
        {
            throw NotALayout($"the blob {descriptor.Digest} is missing or does not have {descriptor.Size} bytes");
        }
    }

    private IBlob GetLayer(Descriptor descriptor)
    {
        // Foreign layers stay with their owner, and their descriptors say where.
        if (descriptor.Urls.IsEmpty)
        {
            RequireBlob(descriptor);
        }

        return files.GetBlob(descriptor);
    }

    private async Task<T> ReadAsync<T>(string name, Func<ImmutableArray<byte>, T> parse, CancellationToken cancellationToken)
    {
        try
        {
            return files.FindSize(name) <= MaximumDocumentSize
                ? parse([.. await files.ReadAsync(name, cancellationToken)])
                : throw NotALayout($"it has no usable file '{name}'");
        }
        catch (FormatException exception)
        {
            throw NotALayout($"in '{name}', {exception.Message}", exception);
        }
    }
}
