using System.IO.Compression;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Tar;

namespace Containerize.Archive;

/// <summary>What both kinds of archive have in common as files.</summary>
/// <param name="path">The file, absolute.</param>
/// <param name="name">What the image is called.</param>
/// <param name="property">Where the path comes from, for messages.</param>
internal sealed class ArchiveFile(string path, ImageName name, string property)
{
    /// <summary>The first documents of an archive are shorter, in bytes.</summary>
    private const int BeginLength = 1 << 20;

    /// <summary>
    /// Whether archives go into it: a folder that exists, a path that ends in a separator, or, as in the .NET SDK, one
    /// without an ending. A file that is there stays a file.
    /// </summary>
    public static bool IsFolder(string path) =>
        Path.EndsInDirectorySeparator(path) || Directory.Exists(path) || (!Path.HasExtension(path) && !File.Exists(path));

    /// <summary>In a folder, a file is named after the repository.</summary>
    public static string PathOf(string path, RepositoryName repository, string extension) =>
        IsFolder(path) ? Path.Combine(path, repository + extension) : path;

    /// <summary>Writes it whole or not at all, and removes what a killed build left of it.</summary>
    /// <exception cref="ContainerizeException">CTZ4053: another file has that name. CTZ4054: the archive of another image has
    /// it, perhaps written meanwhile. CTZ5001 to CTZ5004.</exception>
    public async Task WriteAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        // Reading a pipe would wait for a writer, and a device may give anything.
        AtomicFile.RequireReplaceable(path);
        await RefuseForeignAsync(cancellationToken);
        AtomicFile.RemoveLeft(path);
        await AtomicFile.WriteAsync(path, write, temporary => MoveAsync(temporary, cancellationToken), cancellationToken);
    }

    private async Task MoveAsync(string temporary, CancellationToken cancellationToken)
    {
        if (!AtomicFile.TryMoveToNewName(temporary, path))
        {
            await RefuseForeignAsync(cancellationToken);
            File.Move(temporary, path, overwrite: true);
        }
    }

    /// <summary>An archive of the same repository is an earlier one of this image, and an empty file holds nothing.</summary>
    private async Task RefuseForeignAsync(CancellationToken cancellationToken)
    {
        try
        {
            var begin = await ReadBeginAsync(cancellationToken);
            if (
                begin.Length > 0
                && Array.Find(await ReadNamesAsync(begin, cancellationToken), other => !IsOfRepository(other)) is { } foreign
            )
            {
                throw new ContainerizeException(LocalDiagnostics.ArchiveOfAnother.Create(path, name.Repository, foreign, property));
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new ContainerizeException(
                LocalDiagnostics.FileIsNotAnArchive.Create(path, "it is not an archive that a publish wrote", property),
                exception
            );
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    private bool IsOfRepository(string reference) =>
        reference.LastIndexOf(':') is > 0 and var colon
        && name.Repository.ToString() is var own
        && (reference[..colon] == own || reference == ImageDocuments.FullName(own, reference[(colon + 1)..]));

    /// <summary>The first bytes, uncompressed; none where there is no file.</summary>
    private async Task<byte[]> ReadBeginAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return await ReadBeginAsync(file, cancellationToken);
        }
        catch (Exception exception) when (FileErrors.IsAbsent(exception))
        {
            // A link that leads nowhere: it is replaced, as one to an earlier archive is.
            return [];
        }
    }

    private static async Task<byte[]> ReadBeginAsync(FileStream file, CancellationToken cancellationToken)
    {
        var magic = new byte[ArchiveEntry.MagicLength];
        var count = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        await using var content =
            ArchiveEntry.EncodingOf(magic.AsSpan(0, count)) == ArchiveEncoding.Gzip
                ? new GZipStream(file, CompressionMode.Decompress)
                : (Stream)file;
        var begin = new byte[BeginLength];
        return begin[..await content.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken)];
    }

    /// <summary>The names in an archive of this package, whose documents come first.</summary>
    private static async Task<string[]> ReadNamesAsync(byte[] begin, CancellationToken cancellationToken)
    {
        var reader = new TarReader(new MemoryStream(begin));
        var first = await reader.ReadAsync(cancellationToken);
        if (first?.Name == ImageDocuments.DockerManifestFile)
        {
            return [.. DockerManifest.Parse(Content(first)).SelectMany(manifest => manifest.RepoTags)];
        }

        return
            first?.Name == ImageDocuments.LayoutFile
            && await reader.ReadAsync(cancellationToken) is { Name: ImageDocuments.IndexFile } index
            ?
            [
                .. ImageIndex
                    .Parse([.. Content(index).Span])
                    .Manifests.Select(entry => entry.Annotations.GetValueOrDefault(ImageDocuments.ContainerdName, "another")),
            ]
            : throw new InvalidDataException();

        ReadOnlyMemory<byte> Content(TarContent entry) => begin.AsMemory((int)entry.Offset, (int)entry.Size);
    }
}
