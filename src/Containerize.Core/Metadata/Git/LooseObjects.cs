using System.IO.Compression;
using System.Text;

namespace Containerize.Metadata.Git;

/// <summary>
/// Objects that are not packed yet, as a tag just made: <c>objects/ab/cdef…</c>, zlib, a header <c>tag 123\0</c>, then
/// text (git's user manual, "Object storage format").
/// </summary>
internal static class LooseObjects
{
    // "tag 123\0object " and 64 digits; nested tags aside, nothing behind that matters.
    private const int Enough = 256;

    /// <summary>An object with its header; null where the folder <paramref name="objects"/> does not have it as a file of its own.</summary>
    public static Stream? Open(string objects, string id)
    {
        var path = id.Length > 2 ? Path.Combine(objects, id[..2], id[2..]) : "";
        return File.Exists(path) ? new ZLibStream(File.OpenRead(path), CompressionMode.Decompress) : null;
    }

    /// <returns>What the annotated tag <paramref name="id"/> points at; null where it is no tag, or packed.</returns>
    public static string? TargetOfTag(string commonDirectory, string id)
    {
        using var content = Open(Path.Combine(commonDirectory, "objects"), id);
        if (content is null)
        {
            return null;
        }

        var bytes = new byte[Enough];
        var length = content.ReadAtLeast(bytes, Enough, throwOnEndOfStream: false);
        var text = Encoding.ASCII.GetString(bytes, 0, length);
        return text.StartsWith("tag ", StringComparison.Ordinal) && text.Split('\0', 2) is [_, var body]
            ? body.Split('\n').FirstOrDefault(line => line.StartsWith("object ", StringComparison.Ordinal))?["object ".Length..]
            : null;
    }
}
