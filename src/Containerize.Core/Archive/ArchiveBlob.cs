using Containerize.Images;
using Containerize.Oci;
using Containerize.Tar;

namespace Containerize.Archive;

/// <summary>A layer in an archive, verified whenever it is read.</summary>
internal sealed class ArchiveBlob(TarArchive archive, ArchiveEntry entry, Descriptor descriptor) : IBlob
{
    public Descriptor Descriptor => descriptor;

    /// <exception cref="Diagnostics.ContainerizeException">CTZ4025: the archive changed since. CTZ5002 to CTZ5004.</exception>
    public Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
        TarArchive.GuardAsync<Stream>(archive.Path, () =>
            Task.FromResult<Stream>(new VerifyingStream(archive.OpenEntry(entry), descriptor, $"{archive.Path}, {entry.Name}"))
        );
}
