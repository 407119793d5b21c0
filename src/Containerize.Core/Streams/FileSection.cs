using Microsoft.Win32.SafeHandles;

namespace Containerize.Streams;

/// <summary>Reads a part of an open file at an offset of its own, beside others that do the same. The file stays open.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">Where the part begins, in bytes.</param>
/// <param name="length">Bytes in it; the file may end before.</param>
internal sealed class FileSection(SafeFileHandle file, long offset, long length) : ForwardReadStream
{
    private long _read;

    public override int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(file, buffer[..Allowed(buffer.Length)], offset + _read);
        _read += count;
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await RandomAccess.ReadAsync(file, buffer[..Allowed(buffer.Length)], offset + _read, cancellationToken);
        _read += count;
        return count;
    }

    private int Allowed(int wanted) => (int)Math.Min(wanted, length - _read);
}
