using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>What an image in a registry adds to its base, file by file, as whoever runs it would find it.</summary>
internal static class ImageContents
{
    /// <summary>
    /// The files of all layers above the first ones: path, kind, mode, owner and a digest of the content, sorted. What a
    /// later layer writes again counts once. Folders above those of the application are whoever's came first.
    /// </summary>
    /// <param name="registry">Where it is.</param>
    /// <param name="repository">Its name there.</param>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="baseLayers">How many layers are the base's.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<string[]> ListAsync(
        RegistryQueries registry,
        string repository,
        string reference,
        int baseLayers,
        CancellationToken cancellationToken
    )
    {
        var manifest = await registry.GetManifestAsync(repository, reference, cancellationToken);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var layer in manifest.GetProperty("layers").EnumerateArray().Skip(baseLayers))
        {
            await using var blob = await registry.OpenBlobAsync(repository, layer.GetProperty("digest").GetString()!, cancellationToken);
            await using var tar = new TarReader(new GZipStream(blob, CompressionMode.Decompress));
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                var content = entry.DataStream is null
                    ? ""
                    : Convert.ToHexStringLower(await SHA256.HashDataAsync(entry.DataStream, cancellationToken));
                var kind = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile ? "file" : entry.EntryType.ToString();
                files[entry.Name.Trim('/')] =
                    $"{entry.Name.Trim('/')} {kind} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}:{entry.Gid} {content}";
            }
        }

        return [.. files.Values];
    }
}
