using System.IO.Compression;
using Containerize.Streams;

namespace Containerize.Layers;

/// <summary>
/// Compresses what is written into it on all cores: blocks of a fixed size become gzip members of their own, written
/// in order. A file of several members is a gzip file like any other (RFC 1952, section 2.2). The blocks do not
/// depend on the number of cores, so neither do the bytes. Memory is bounded by the blocks that are on their way.
/// </summary>
public sealed class ParallelGzipStream : ForwardWriteStream
{
    /// <summary>Bytes in one member: large enough that a fresh window costs under 1 % in size.</summary>
    public const int BlockLength = 1 << 20;

    private const int OperatingSystemOffset = 9;
    private const byte OperatingSystemUnknown = 255;

    /// <summary>What an empty file compresses to: .NET's own compressor writes nothing at all for it.</summary>
    private static readonly byte[] EmptyMember = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, OperatingSystemUnknown, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly Stream _output;
    private readonly CompressionLevel _level;
    private readonly Queue<Task<MemoryStream>> _pending = new();
    private readonly int _maximumPending;
    private byte[] _block = new byte[BlockLength];
    private int _length;
    private bool _isEmpty = true;

    /// <param name="output">Receives the members; stays open.</param>
    /// <param name="level">The trade between size and time.</param>
    /// <param name="degreeOfParallelism">Blocks compressed at one time, at least 1.</param>
    public ParallelGzipStream(Stream output, CompressionLevel level, int degreeOfParallelism)
    {
        _output = output;
        _level = level;

        // One more than the cores, so that none waits while the oldest block is written out.
        _maximumPending = Math.Max(1, degreeOfParallelism) + 1;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var count = Math.Min(buffer.Length, BlockLength - _length);
            buffer[..count].CopyTo(_block.AsMemory(_length));
            buffer = buffer[count..];
            _length += count;
            if (_length == BlockLength)
            {
                await CompressBlockAsync(cancellationToken);
            }
        }
    }

    /// <summary>Writes everything that is still on its way; nothing can be written after it.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_length > 0)
        {
            await CompressBlockAsync(cancellationToken);
        }
        else if (_isEmpty)
        {
            await _output.WriteAsync(EmptyMember, cancellationToken);
        }

        while (_pending.Count > 0)
        {
            await WriteOldestAsync(cancellationToken);
        }
    }

    private async ValueTask CompressBlockAsync(CancellationToken cancellationToken)
    {
        var (block, length) = (_block, _length);
        _pending.Enqueue(Task.Run(() => Compress(block, length, _level), cancellationToken));
        (_block, _length, _isEmpty) = (new byte[BlockLength], 0, false);
        if (_pending.Count >= _maximumPending)
        {
            await WriteOldestAsync(cancellationToken);
        }
    }

    private async ValueTask WriteOldestAsync(CancellationToken cancellationToken)
    {
        using var member = await _pending.Dequeue();
        await _output.WriteAsync(member.GetBuffer().AsMemory(0, (int)member.Length), cancellationToken);
    }

    private static MemoryStream Compress(byte[] block, int length, CompressionLevel level)
    {
        var member = new MemoryStream(length / 2);
        using (var gzip = new GZipStream(member, level, leaveOpen: true))
        {
            gzip.Write(block, 0, length);
        }

        // zlib writes which system it ran on; the same layer from another system is the same layer.
        member.GetBuffer()[OperatingSystemOffset] = OperatingSystemUnknown;
        return member;
    }
}
