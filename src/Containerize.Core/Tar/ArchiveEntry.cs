namespace Containerize.Tar;

/// <summary>How a file in an archive is compressed.</summary>
internal enum ArchiveEncoding
{
    None,
    Gzip,
    Zstd,
}

/// <summary>A file or link in an archive. Its name only finds it there; it never becomes a path on this machine.</summary>
/// <param name="Name">Normalised: no <c>./</c> in front.</param>
/// <param name="Offset">Where its content begins, in bytes of the uncompressed archive.</param>
/// <param name="Size">Length of its content in bytes.</param>
/// <param name="Encoding">How the content is compressed, as its first bytes tell.</param>
/// <param name="Target">Name of the entry that a link means; null for a file.</param>
internal sealed record ArchiveEntry(string Name, long Offset, long Size, ArchiveEncoding Encoding, string? Target)
{
    /// <summary>First bytes that are enough to tell how content is compressed.</summary>
    public const int MagicLength = 4;

    /// <summary>Sources: RFC 1952, section 2.3.1; RFC 8878, section 3.1.1.</summary>
    public static ArchiveEncoding EncodingOf(ReadOnlySpan<byte> begin) =>
        begin.StartsWith<byte>([0x1f, 0x8b]) ? ArchiveEncoding.Gzip
        : begin.StartsWith<byte>([0x28, 0xb5, 0x2f, 0xfd]) ? ArchiveEncoding.Zstd
        : ArchiveEncoding.None;

    /// <summary>
    /// The name that <paramref name="path"/> means, seen from <paramref name="folder"/>; null where it leaves the archive.
    /// </summary>
    public static string? Normalize(string folder, string path)
    {
        var parts = new List<string>();
        foreach (var part in $"{folder}/{path}".Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case ".." when parts.Count == 0:
                    return null;
                case "..":
                    parts.RemoveAt(parts.Count - 1);
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        return string.Join('/', parts);
    }
}
