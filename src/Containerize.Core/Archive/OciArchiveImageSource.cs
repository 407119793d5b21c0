using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Layout;
using Containerize.Tar;

namespace Containerize.Archive;

/// <summary>A base from an OCI image layout in a tar: <c>oci-archive:PATH[:TAG]</c>.</summary>
internal static class OciArchiveImageSource
{
    /// <param name="name">The base as it was written.</param>
    /// <param name="path">The archive, absolute; plain or compressed with gzip.</param>
    /// <param name="tag">The tag of the image; null where the archive holds only one.</param>
    /// <param name="scratch">For what has to be decompressed of it.</param>
    public static LayoutImageSource Create(string name, string path, string? tag, ScratchFiles scratch) =>
        new(name, tag, async cancellationToken =>
            File.Exists(path)
                ? new LayoutReader(new ArchiveLayoutFiles(await TarArchive.OpenAsync(path, scratch, cancellationToken)))
                : throw new ContainerizeException(BaseImageDiagnostics.BaseImageNotFound.Create(name, $"there is no file '{path}'"))
        );
}
