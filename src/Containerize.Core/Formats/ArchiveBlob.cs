using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Formats;

/// <summary>A layer that stands in an archive, verified whenever it is read.</summary>
internal sealed class ArchiveBlob(DockerArchiveReader archive, ArchiveEntry entry, Descriptor descriptor) : IBlob
{
    public Descriptor Descriptor => descriptor;

    /// <exception cref="Diagnostics.ContainerizeException">CTZ4025: the archive changed since. CTZ5002 to CTZ5004.</exception>
    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => DockerArchiveReader.GuardAsync<Stream>(archive.Path, async () =>
        new VerifyingStream(await archive.OpenEntryAsync(entry, cancellationToken), descriptor, $"{archive.Path}, {entry.Name}"));
}
