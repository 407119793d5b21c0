using System.Collections.Immutable;
using System.IO.Compression;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Streams;
using Microsoft.Win32.SafeHandles;

namespace Containerize.Tar;

/// <summary>
/// The files of an archive that an engine or another tool wrote, plain or compressed with gzip. Nothing is unpacked: an
/// entry is read where it is, and its name never becomes a path on this machine. A compressed archive is
/// decompressed once, into a file that goes with the run.
/// </summary>
internal sealed class TarArchive
{
    /// <summary>No manifest or configuration is larger than this, in bytes; a larger one would only fill memory.</summary>
    public const long MaximumDocumentSize = 16 << 20;

    // docker save links equal layers; a longer chain of links is a loop.
    private const int MaximumLinks = 8;
    private const int MaximumEntries = 100_000;
    private const int BufferLength = 1 << 17;

    /// <summary>Gzip makes a thousandth of nothing but zeros; layers come nowhere near.</summary>
    private const long MaximumRatio = 200;
    private const long MinimumLimit = 1 << 30;

    private readonly Dictionary<string, ArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly SafeFileHandle? _plain;

    private TarArchive(string path, SafeFileHandle? plain) => (Path, _plain) = (path, plain);

    /// <summary>The archive's path.</summary>
    public string Path { get; }

    /// <summary>Reads the archive's table of contents; of a name that is there twice, the later entry counts.</summary>
    /// <exception cref="ContainerizeException">CTZ4025: it is not a tar archive, or cut short. CTZ5001 to CTZ5004.</exception>
    public static Task<TarArchive> OpenAsync(string path, ScratchFiles scratch, CancellationToken cancellationToken) =>
        GuardAsync(path, async () =>
        {
            var file = OpenFile(path);
            await using (file)
            {
                var begin = new byte[ArchiveEntry.MagicLength];
                var count = await file.ReadAtLeastAsync(begin, begin.Length, throwOnEndOfStream: false, cancellationToken);
                file.Position = 0;
                if (UnreadCompression(begin.AsSpan(0, count)) is var (format, command))
                {
                    throw new InvalidDataException(
                        $"it is compressed with {format}, and only gzip is supported; decompress it with '{command}'"
                    );
                }

                var plain =
                    ArchiveEntry.EncodingOf(begin.AsSpan(0, count)) == ArchiveEncoding.Gzip
                        ? await DecompressAsync(file, scratch, cancellationToken)
                        : null;
                var archive = new TarArchive(path, plain);
                await archive.ReadEntriesAsync(cancellationToken);
                return archive;
            }
        });

    /// <summary>The file of this name, through links; null where there is none.</summary>
    public ArchiveEntry? Find(string name)
    {
        var wanted = ArchiveEntry.Normalize("", name);
        for (var links = 0; wanted is not null && links <= MaximumLinks; links++)
        {
            if (!_entries.TryGetValue(wanted, out var entry) || entry.Target is null)
            {
                return entry;
            }

            wanted = entry.Target;
        }

        return null;
    }

    /// <summary>The content of a file from its beginning; not yet checked against anything.</summary>
    public Stream OpenEntry(ArchiveEntry entry)
    {
        if (_plain is not null)
        {
            return new FileSection(_plain, entry.Offset, entry.Size);
        }

        var file = OpenFile(Path);
        file.Position = entry.Offset;
        return new SegmentStream(file, entry.Size);
    }

    /// <summary>The bytes of a small file.</summary>
    /// <exception cref="ContainerizeException">CTZ4025: it is missing, too large, or cut short.</exception>
    public Task<ImmutableArray<byte>> ReadDocumentAsync(string name, CancellationToken cancellationToken) => GuardAsync(Path, async () =>
        {
            if (Find(name) is not { Size: <= MaximumDocumentSize } entry)
            {
                throw Unusable(Path, $"it has no usable file '{name}'");
            }

            await using var stream = OpenEntry(entry);
            var bytes = new byte[entry.Size];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            return ImmutableArray.Create(bytes);
        });

    /// <summary>Runs what reads the archive, and turns its failures into coded errors that name the archive.</summary>
    public static async Task<T> GuardAsync<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            throw Unusable(path, exception.Message.TrimEnd('.'), exception);
        }
        catch (EndOfStreamException exception)
        {
            throw Unusable(path, "it is incomplete", exception);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    public static ContainerizeException Unusable(string path, string reason, Exception? inner = null) =>
        new(LocalDiagnostics.NotAnArchive.Create(path, reason), inner);

    /// <summary>What other tools compress archives with, and what unpacks it.</summary>
    private static (string Format, string Command)? UnreadCompression(ReadOnlySpan<byte> begin) =>
        ArchiveEntry.EncodingOf(begin) == ArchiveEncoding.Zstd ? ("zstd", "zstd -d")
        : begin.StartsWith<byte>([0xfd, 0x37, 0x7a, 0x58]) ? ("xz", "xz -d")
        : begin.StartsWith("BZh"u8) ? ("bzip2", "bzip2 -d")
        : begin.StartsWith<byte>([0x04, 0x22, 0x4d, 0x18]) ? ("lz4", "lz4 -d")
        : begin.StartsWith("PK\u0003\u0004"u8) ? ("zip", "unzip")
        : null;

    private static async Task<SafeFileHandle> DecompressAsync(FileStream file, ScratchFiles scratch, CancellationToken cancellationToken)
    {
        var plain = scratch.Create();
        var limit = Math.Max(MinimumLimit, file.Length * MaximumRatio);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[BufferLength];
        long length = 0;
        while (await gzip.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            await RandomAccess.WriteAsync(plain, buffer.AsMemory(0, count), length, cancellationToken);
            length += count;
            if (length > limit)
            {
                throw new InvalidDataException($"it unpacks to more than {limit} bytes");
            }
        }

        return plain;
    }

    private async Task ReadEntriesAsync(CancellationToken cancellationToken)
    {
        // The file of a compressed archive stays open: this is another handle's view of it.
        using var view = _plain is null ? null : new SafeFileHandle(_plain.DangerousGetHandle(), ownsHandle: false);
        await using var content = view is null ? OpenFile(Path) : new FileStream(view, FileAccess.Read, bufferSize: 1 << 16, view.IsAsync);
        var reader = new TarReader(content);
        for (var count = 0; await reader.ReadAsync(cancellationToken) is { } entry; count++)
        {
            if (count == MaximumEntries)
            {
                throw new InvalidDataException($"it has more than {MaximumEntries} entries");
            }

            // Folders, devices and what else there is have no content to read.
            if (
                entry.Type is TarReader.File or TarReader.HardLink or TarReader.SymbolicLink
                && ArchiveEntry.Normalize("", entry.Name) is { } name
            )
            {
                _entries[name] = new ArchiveEntry(
                    name,
                    entry.Offset,
                    entry.Size,
                    await ReadEncodingAsync(content, entry, cancellationToken),
                    Target(entry, name)
                );
            }
        }
    }

    private static async Task<ArchiveEncoding> ReadEncodingAsync(Stream content, TarContent entry, CancellationToken cancellationToken)
    {
        var begin = new byte[Math.Min(ArchiveEntry.MagicLength, entry.Size)];
        content.Position = entry.Offset;
        await content.ReadExactlyAsync(begin, cancellationToken);
        return ArchiveEntry.EncodingOf(begin);
    }

    /// <summary>A symbolic link is relative to its own folder, a hard link to the archive; null for a file.</summary>
    private static string? Target(TarContent entry, string name) =>
        entry.Type switch
        {
            TarReader.SymbolicLink => ArchiveEntry.Normalize(
                name.Contains('/', StringComparison.Ordinal) ? name[..name.LastIndexOf('/')] : "",
                entry.LinkName
            ) ?? "",
            TarReader.HardLink => ArchiveEntry.Normalize("", entry.LinkName) ?? "",
            _ => null,
        };

    private static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.Asynchronous);
}
