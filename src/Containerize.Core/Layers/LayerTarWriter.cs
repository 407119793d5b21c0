using System.Buffers;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Tar;
using Microsoft.Win32.SafeHandles;

namespace Containerize.Layers;

/// <summary>
/// Writes a layer's files as a tar that depends on names and contents alone: parents once and first, fixed times,
/// owner root, modes by <see cref="FileModes"/>; folders that the base has, as it has them. Files are streamed.
/// </summary>
internal static class LayerTarWriter
{
    /// <summary>
    /// 1980-01-01 UTC, the time of every entry. Fixed, because a file's own time differs from checkout to checkout; not
    /// 1970, because applications that put their files into a zip archive cannot say a year before 1980.
    /// </summary>
    public const long ModifiedTime = 315532800;

    /// <summary>
    /// To be raised whenever the same files give other bytes than before, for whatever reason in here, in
    /// <see cref="FileModes"/> or in <see cref="TarHeader"/>: machines remember the digests of layers by it.
    /// </summary>
    public const int RulesVersion = 1;

    internal const int BufferLength = 1 << 16;

    /// <exception cref="ContainerizeException">A file cannot be read (CTZ5002 to CTZ5004), changed meanwhile (CTZ5005) or is
    /// none (CTZ5053).</exception>
    public static async Task WriteAsync(LayerContent layer, Stream output, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            var written = new HashSet<string>(StringComparer.Ordinal);
            foreach (var file in layer.Files)
            {
                var name = layer.Folders.Place(layer.WrittenPath(file));
                foreach (var parent in Parents(name).Where(written.Add))
                {
                    await WriteHeaderAsync(layer.Folders.Describe(parent), output, buffer, cancellationToken);
                }

                await (
                    file.LinkTarget is { } target
                        ? WriteHeaderAsync(Link(name, target), output, buffer, cancellationToken)
                        : WriteFileAsync(file.SourcePath, name, output, buffer, cancellationToken, file.Source is null ? file : null)
                );
            }

            foreach (var folder in layer.OwnedFolders)
            {
                var name = layer.Folders.Place($"{folder.Path}/.")[..^1];
                foreach (var parent in Parents(name).Where(written.Add))
                {
                    var entry = layer.Folders.Describe(parent);
                    entry = parent == name ? entry with { UserId = folder.UserId, GroupId = folder.GroupId } : entry;
                    await WriteHeaderAsync(entry, output, buffer, cancellationToken);
                }
            }

            await WriteZerosAsync(TarHeader.EndOfArchiveLength, output, buffer, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static IEnumerable<string> Parents(string name)
    {
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            yield return name[..(slash + 1)];
        }
    }

    /// <summary>A link as Linux has them: its mode has no effect.</summary>
    internal static TarEntry Link(string name, string target) =>
        new()
        {
            Type = TarEntryType.SymbolicLink,
            Name = name,
            Mode = FileModes.Link,
            ModifiedTime = ModifiedTime,
            LinkName = target,
        };

    /// <param name="path">Where it is read.</param>
    /// <param name="name">Its name in the tar.</param>
    /// <param name="output">Gets the tar.</param>
    /// <param name="buffer">For parts of it.</param>
    /// <param name="cancellationToken">Ends it between two of them.</param>
    /// <param name="listed">As what it was listed, where no link was on the way to it.</param>
    internal static async Task WriteFileAsync(
        string path,
        string name,
        Stream output,
        byte[] buffer,
        CancellationToken cancellationToken,
        LayerFile? listed = null
    )
    {
        // Opening a pipe would never end.
        PublishedFiles.RequireFile(path);
        using var input = Open(path);
        if (listed is not null && !IsListed(listed, input))
        {
            throw new ContainerizeException(FileDiagnostics.FileChanged.Create(path));
        }

        var size = RandomAccess.GetLength(input);

        // The head that decides the mode is the first part of the content: it is not read twice.
        var count = Read(input, buffer, 0, path);
        var mode = FileModes.FromContent(buffer.AsSpan(0, Math.Min(count, FileModes.HeadLength)), (part, offset) =>
            Read(input, part, offset, path)
        );
        var header = new byte[TarHeader.BlockSize];
        await WriteHeaderAsync(
            new TarEntry
            {
                Type = TarEntryType.File,
                Name = name,
                Mode = mode,
                ModifiedTime = ModifiedTime,
                Size = size,
            },
            output,
            header,
            cancellationToken
        );

        long written = 0;
        while (count > 0 && written + count <= size)
        {
            await output.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            written += count;
            count = Read(input, buffer, written, path);
        }

        if (written != size || count > 0)
        {
            throw new ContainerizeException(FileDiagnostics.FileChanged.Create(path));
        }

        await WriteZerosAsync(TarHeader.GetPadding(size), output, buffer, cancellationToken);
    }

    /// <summary>
    /// A file, or a folder above it, may have become a link since: to what is elsewhere on this machine, and no part of the
    /// application. Linux knows where an open file is.
    /// </summary>
    private static bool IsListed(LayerFile file, SafeFileHandle opened)
    {
        if (!OperatingSystem.IsLinux() || new FileInfo($"/proc/self/fd/{opened.DangerousGetHandle()}").LinkTarget is not ['/', ..] place)
        {
            return true;
        }

        return place.EndsWith($"/{file.Name}", StringComparison.Ordinal)
            && place[..^(file.Name.Length + 1)] is var folder
            && (folder == file.Directory || FileStatus.AreSame(folder.Length == 0 ? "/" : folder, file.Directory));
    }

    // Only what happens to the source is told under its name: the output has another, and another cause.
    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    private static int Read(SafeFileHandle file, Span<byte> buffer, long offset, string path)
    {
        try
        {
            return RandomAccess.Read(file, buffer, offset);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    internal static async Task WriteHeaderAsync(TarEntry entry, Stream output, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = TarHeader.GetLength(entry);
        var header = length <= buffer.Length ? buffer : new byte[length];
        TarHeader.Write(header, entry);
        await output.WriteAsync(header.AsMemory(0, length), cancellationToken);
    }

    internal static async Task WriteZerosAsync(int count, Stream output, byte[] buffer, CancellationToken cancellationToken)
    {
        buffer.AsSpan(0, count).Clear();
        await output.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
    }
}
