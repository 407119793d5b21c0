using System.IO.Compression;

namespace Containerize.SourceControl.Git;

/// <summary>
/// Objects that are not packed yet, as a tag just made: <c>objects/ab/cdef…</c>, zlib, a header <c>tag 123\0</c>, then
/// text (git's user manual, "Object storage format").
/// </summary>
internal static class LooseObjects
{
    /// <summary>
    /// An object with its header; null where the folder <paramref name="objects"/> does not have it as a file of its own.
    /// </summary>
    public static Stream? Open(string objects, string id)
    {
        var path = id.Length > 2 ? Path.Combine(objects, id[..2], id[2..]) : "";
        return File.Exists(path) ? new ZLibStream(File.OpenRead(path), CompressionMode.Decompress) : null;
    }
}
