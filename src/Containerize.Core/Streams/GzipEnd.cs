using System.IO.Compression;
using System.Security.Cryptography;

namespace Containerize.Streams;

/// <summary>
/// Shows whether a gzip file ends where it should. .NET reads a file to its end also where that is in the middle of a
/// member, and stops without a word where something else follows the last one; engines refuse both. So another member is
/// read after the file: only where that comes out, whole and last, did the file end where a member ends. Its content, and
/// the length of its header, are random: no file can be made to go on in the middle of it.
/// </summary>
internal sealed class GzipEnd
{
    /// <summary>Bytes that come out at the end.</summary>
    public const int Length = 16;

    // RFC 1952, section 2.3: magic, deflate, FEXTRA, no time, no flags, unknown system.
    private static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255];

    private const int LongestField = 4096;

    private readonly byte[] _content = RandomNumberGenerator.GetBytes(Length);

    public GzipEnd()
    {
        var field = RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(1, LongestField));
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(_content);
        }

        // The same with another header.
        Member = [.. Header, (byte)field.Length, (byte)(field.Length >> 8), .. field, .. member.ToArray().AsSpan(Header.Length)];
    }

    /// <summary>What is read after the file.</summary>
    public byte[] Member { get; }

    public bool Is(ReadOnlySpan<byte> end) => end.SequenceEqual(_content);
}
