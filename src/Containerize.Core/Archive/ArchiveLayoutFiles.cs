using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Tar;

namespace Containerize.Archive;

/// <summary>The files of a layout in a tar.</summary>
internal sealed class ArchiveLayoutFiles(TarArchive archive) : ILayoutFiles
{
    public string Path => archive.Path;

    public long? FindSize(string name) => archive.Find(name)?.Size;

    public async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken) =>
        [.. await archive.ReadDocumentAsync(name, cancellationToken)];

    /// <returns>Content that fails with CTZ4025 when it is opened and not there.</returns>
    public IBlob GetBlob(Descriptor descriptor) =>
        archive.Find(ImageDocuments.BlobName(descriptor.Digest)) is { } entry
            ? new ArchiveBlob(archive, entry, descriptor)
            : new MissingBlob(archive, descriptor);

    /// <summary>A foreign layer: only its owner has the bytes.</summary>
    private sealed class MissingBlob(TarArchive archive, Descriptor descriptor) : IBlob
    {
        public Descriptor Descriptor => descriptor;

        /// <exception cref="ContainerizeException">CTZ4025, always.</exception>
        public Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
            Task.FromException<Stream>(TarArchive.Unusable(archive.Path, $"it does not have {descriptor.Digest}"));
    }
}
