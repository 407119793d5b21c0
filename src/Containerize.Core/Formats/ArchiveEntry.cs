namespace Containerize.Formats;

/// <summary>A file or link in an archive. Its name only finds it there; it never becomes a path on this machine.</summary>
/// <param name="Name">Normalised: no <c>./</c> in front.</param>
/// <param name="Offset">Where its content begins, in bytes of the uncompressed archive.</param>
/// <param name="Size">Length of its content in bytes.</param>
/// <param name="IsGzip">Whether the content begins as a gzip member does.</param>
/// <param name="Target">Name of the entry that a link means; null for a file.</param>
internal sealed record ArchiveEntry(string Name, long Offset, long Size, bool IsGzip, string? Target)
{
    /// <summary>The name that <paramref name="path"/> means, seen from <paramref name="folder"/>; null where it leaves the archive.</summary>
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
