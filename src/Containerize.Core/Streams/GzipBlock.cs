using System.Buffers;
using System.IO.Compression;

namespace Containerize.Streams;

/// <summary>A block of content and the gzip member that is made of it; both buffers are used again and again.</summary>
internal sealed class GzipBlock(int capacity) : IDisposable
{
    private const int OperatingSystemOffset = 9;
    private const byte OperatingSystemUnknown = 255;

    private readonly byte[] _content = ArrayPool<byte>.Shared.Rent(capacity);

    // What does not compress grows: by an eighth at worst, since deflate's fixed code has no symbol above nine bits.
    private readonly byte[] _member = ArrayPool<byte>.Shared.Rent(capacity + (capacity / 8) + 1024);
    private int _length;
    private int _memberLength;

    /// <summary>What an empty file compresses to: .NET's own compressor writes nothing at all for it.</summary>
    public static ReadOnlyMemory<byte> EmptyMember { get; } =
        new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, OperatingSystemUnknown, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

    public bool IsEmpty => _length == 0;

    public bool IsFull => _length == capacity;

    /// <summary>What <see cref="Compress"/> made.</summary>
    public ReadOnlyMemory<byte> Member => _member.AsMemory(0, _memberLength);

    /// <summary>Takes as many bytes as there is room for, and returns how many.</summary>
    public int Fill(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, capacity - _length);
        bytes[..count].CopyTo(_content.AsSpan(_length));
        _length += count;
        return count;
    }

    public void Compress(int level)
    {
        using var output = new MemoryStream(_member);
        using (var gzip = new GZipStream(output, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
        {
            gzip.Write(_content, 0, _length);
        }

        // zlib writes which system it ran on; the same layer from another system is the same layer.
        _member[OperatingSystemOffset] = OperatingSystemUnknown;
        _memberLength = (int)output.Position;
    }

    public void Clear() => _length = 0;

    /// <summary>Gives the buffers back; nothing may be compressing them.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_content);
        ArrayPool<byte>.Shared.Return(_member);
    }
}
