using System.Buffers;
using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using Containerize.Diagnostics;

namespace Containerize.Formats;

/// <summary>
/// The files of an archive that <c>docker save</c>, <c>podman save</c> or another tool wrote, plain or compressed with
/// gzip. Nothing is unpacked to disk: an entry of a plain archive is read where it stands; for one of a compressed
/// archive, what stands before it is decompressed again each time, which is the price of leaving no file behind.
/// </summary>
internal sealed class DockerArchiveReader
{
    /// <summary>No configuration is larger than this, in bytes; a larger one would only fill memory.</summary>
    private const long MaximumDocumentSize = 16 << 20;

    // docker save links equal layers; a longer chain of links is a loop.
    private const int MaximumLinks = 8;

    private readonly string _path;
    private readonly bool _isCompressed;
    private readonly Dictionary<string, ArchiveEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Where the archive stands.</summary>
    public string Path => _path;

    private DockerArchiveReader(string path, bool isCompressed) => (_path, _isCompressed) = (path, isCompressed);

    /// <summary>Reads the archive's table of contents; of a name that stands there twice, the later entry counts.</summary>
    /// <exception cref="ContainerizeException">CTZ4025: it is not a tar archive, or cut short. CTZ5002 to CTZ5004.</exception>
    public static Task<DockerArchiveReader> OpenAsync(string path, CancellationToken cancellationToken) => GuardAsync(path, async () =>
    {
        bool isCompressed;
        await using (var file = OpenFile(path))
        {
            isCompressed = await StartsAsGzipAsync(file, cancellationToken);
        }

        var archive = new DockerArchiveReader(path, isCompressed);
        await archive.ReadEntriesAsync(cancellationToken);
        return archive;
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
    public async Task<Stream> OpenEntryAsync(ArchiveEntry entry, CancellationToken cancellationToken)
    {
        var content = OpenContent();
        try
        {
            await SkipAsync(content, entry.Offset, cancellationToken);
            return new SegmentStream(content, entry.Size);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    /// <summary>The bytes of a small file.</summary>
    /// <exception cref="ContainerizeException">CTZ4025: it is missing, too large, or cut short.</exception>
    public Task<ImmutableArray<byte>> ReadDocumentAsync(string name, CancellationToken cancellationToken) => GuardAsync(_path, async () =>
    {
        if (Find(name) is not { Size: <= MaximumDocumentSize } entry)
        {
            throw Unusable(_path, $"it has no usable file '{name}'");
        }

        await using var stream = await OpenEntryAsync(entry, cancellationToken);
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
        // What numbers in a header can make the tar reader throw is not all of its own kind.
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException or OverflowException or InvalidOperationException)
        {
            throw Unusable(path, exception.Message.TrimEnd('.'), exception);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }

    public static ContainerizeException Unusable(string path, string reason, Exception? inner = null) =>
        new(LocalDiagnostics.NotAnArchive.Create(path, reason), inner);

    private async Task ReadEntriesAsync(CancellationToken cancellationToken)
    {
        await using var content = OpenContent();
        await using var reader = new TarReader(content, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            var name = ArchiveEntry.Normalize("", entry.Name);
            if (name is null || entry.EntryType is TarEntryType.Directory)
            {
                continue;
            }

            // Where it cannot seek, the reader knows no offset, but has then just passed the header.
            var offset = content.CanSeek ? entry.DataOffset : content.Position;
            if (content.CanSeek && offset + entry.Length > content.Length)
            {
                throw new EndOfStreamException($"it ends within '{name}'");
            }

            _entries[name] = new ArchiveEntry(name, offset, entry.Length, await StartsAsGzipAsync(entry.DataStream, cancellationToken), Target(entry, name));
        }
    }

    /// <summary>A symbolic link is relative to its own folder, a hard link to the archive; null for a file.</summary>
    private static string? Target(TarEntry entry, string name) => entry.EntryType switch
    {
        TarEntryType.SymbolicLink => ArchiveEntry.Normalize(name.Contains('/', StringComparison.Ordinal) ? name[..name.LastIndexOf('/')] : "", entry.LinkName) ?? "",
        TarEntryType.HardLink => ArchiveEntry.Normalize("", entry.LinkName) ?? "",
        _ => null,
    };

    private Stream OpenContent() => _isCompressed
        ? new SegmentStream(new GZipStream(OpenFile(_path), CompressionMode.Decompress), long.MaxValue)
        : OpenFile(_path);

    private static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.Asynchronous);

    private static async Task<bool> StartsAsGzipAsync(Stream? stream, CancellationToken cancellationToken)
    {
        var magic = new byte[2];
        return stream is not null
            && await stream.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken) == magic.Length
            && magic is [0x1f, 0x8b];
    }

    private static async Task SkipAsync(Stream stream, long count, CancellationToken cancellationToken)
    {
        if (stream.CanSeek)
        {
            stream.Position = count;
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (count > 0)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken);
                count -= read > 0 ? read : throw new EndOfStreamException();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
