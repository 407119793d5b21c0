using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Streams;
using Containerize.Tar;

namespace Containerize.Layers;

/// <summary>What an entry of a layer means for the folders below it.</summary>
internal enum ListedKind
{
    Folder = 'd',
    SymbolicLink = 'l',

    /// <summary>A file, or what else is neither folder nor link.</summary>
    File = 'f',

    /// <summary>Takes away what lower layers have under this name.</summary>
    Whiteout = 'w',

    /// <summary>Takes away all that lower layers have in this folder.</summary>
    Opaque = 'o',
}

/// <summary>One entry of a layer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Without slashes around it; a whiteout's is what it takes away.</param>
/// <param name="LinkName">Where a symbolic link leads; else empty.</param>
/// <param name="Attributes">Of a folder; else nothing.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ListedEntry(ListedKind Kind, string Path, string LinkName, TarAttributes Attributes);

/// <summary>The names in a layer, in its order. Source: OCI image specification, layer.md.</summary>
internal sealed record LayerListing(ImmutableArray<ListedEntry> Entries)
{
    private const string WhiteoutPrefix = ".wh.";
    private const string OpaqueName = ".wh..wh..opq";

    /// <summary>Whether a layer can be read here: .NET has no zstd.</summary>
    public static bool CanRead(Descriptor layer) =>
        layer.Urls.IsEmpty && (IsGzip(layer) || layer.MediaType is MediaTypes.OciLayer or MediaTypes.DockerLayer);

    /// <summary>Reads the headers of a layer, and all of its bytes, so that both digests are checked.</summary>
    /// <param name="blob">The layer, as <see cref="CanRead"/> wants it.</param>
    /// <param name="diffId">Digest of its tar, as the image's configuration has it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where its tar is another than the configuration says.</returns>
    /// <exception cref="InvalidDataException">It is damaged; the message says how.</exception>
    public static async Task<LayerListing?> ReadAsync(IBlob blob, Digest diffId, CancellationToken cancellationToken)
    {
        var entries = ImmutableArray.CreateBuilder<ListedEntry>();
        var isRight = await ReadAsync(
            blob,
            diffId,
            async tar =>
            {
                var reader = new TarReader(tar);
                while (await reader.ReadAsync(cancellationToken) is { } entry)
                {
                    if (Normalize(entry.Name) is { Length: > 0 } path)
                    {
                        entries.Add(List(entry, path));
                    }
                }
            },
            cancellationToken
        );
        return isRight ? new LayerListing(entries.ToImmutable()) : null;
    }

    /// <summary>Whether the layer's tar is what the image's configuration says.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the message says how.</exception>
    public static Task<bool> CheckAsync(IBlob blob, Digest diffId, CancellationToken cancellationToken) =>
        ReadAsync(blob, diffId, _ => Task.CompletedTask, cancellationToken);

    private static async Task<bool> ReadAsync(IBlob blob, Digest diffId, Func<Stream, Task> read, CancellationToken cancellationToken)
    {
        await using var bytes = await blob.OpenAsync(cancellationToken);
        await using var plain = Unpack(blob.Descriptor, bytes);
        using var hash = diffId.CreateHash();
        await using var tar = new HashedReadStream(plain, hash);
        try
        {
            await read(tar);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("it is incomplete", exception);
        }

        await tar.CopyToAsync(Stream.Null, cancellationToken);
        await bytes.CopyToAsync(Stream.Null, cancellationToken);
        return diffId.Matches(hash.GetHashAndReset());
    }

    /// <summary>The tar of a layer that <see cref="CanRead"/>; its bytes stay open where they are unpacked.</summary>
    internal static Stream Unpack(Descriptor layer, Stream bytes) =>
        IsGzip(layer) ? new GZipStream(bytes, CompressionMode.Decompress, leaveOpen: true) : bytes;

    private static ListedEntry List(TarContent entry, string path)
    {
        var slash = path.LastIndexOf('/') + 1;
        var (folder, name) = (path[..slash], path[slash..]);
        return name == OpaqueName ? new ListedEntry(ListedKind.Opaque, folder.TrimEnd('/'), "", default)
            : name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal)
                ? new ListedEntry(ListedKind.Whiteout, folder + name[WhiteoutPrefix.Length..], "", default)
            : entry.Type switch
            {
                TarReader.Directory => new ListedEntry(
                    ListedKind.Folder,
                    path,
                    "",
                    entry.Attributes ?? throw new InvalidDataException($"mode, owner or time of '{path}' is not a number")
                ),
                TarReader.SymbolicLink => new ListedEntry(ListedKind.SymbolicLink, path, entry.LinkName, default),
                _ => new ListedEntry(ListedKind.File, path, "", default),
            };
    }

    private static string Normalize(string name) =>
        string.Join('/', name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));

    private static bool IsGzip(Descriptor layer) => layer.MediaType is MediaTypes.OciLayerGzip or MediaTypes.DockerLayerGzip;
}
