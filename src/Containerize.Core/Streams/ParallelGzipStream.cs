namespace Containerize.Streams;

/// <summary>
/// Compresses what is written into it on all cores: blocks of a fixed size become gzip members of their own, written
/// in order. A file of several members is a gzip file like any other (RFC 1952, section 2.2). The blocks do not
/// depend on the number of cores, so neither do the bytes. A fixed number of blocks is on its way, and used again.
/// </summary>
internal sealed class ParallelGzipStream : ForwardWriteStream
{
    /// <summary>
    /// Bytes in one member: large enough that a fresh window costs a fraction of a percent in size, and as large as lets
    /// its compressed form fit into 512 KiB where it grows.
    /// </summary>
    public const int BlockLength = 448 << 10;

    private readonly Stream _output;
    private readonly int _level;
    private readonly Queue<(GzipBlock Block, Task Compression)> _pending = new();
    private readonly Stack<GzipBlock> _free = new();
    private readonly int _maximumPending;
    private GzipBlock _block = new(BlockLength);
    private bool _isEmpty = true;
    private bool _isDisposed;

    /// <param name="output">Receives the members; stays open.</param>
    /// <param name="level">zlib's level, 1 to 9.</param>
    /// <param name="degreeOfParallelism">Blocks compressed at one time, at least 1.</param>
    public ParallelGzipStream(Stream output, int level, int degreeOfParallelism)
    {
        (_output, _level) = (output, level);
        _maximumPending = Math.Max(1, degreeOfParallelism);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[_block.Fill(buffer.Span)..];
            if (_block.IsFull)
            {
                await CompressBlockAsync(cancellationToken);
            }
        }
    }

    /// <summary>Writes everything that is still on its way; nothing can be written after it.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (!_block.IsEmpty)
        {
            await CompressBlockAsync(cancellationToken);
        }
        else if (_isEmpty)
        {
            await _output.WriteAsync(GzipBlock.EmptyMember, cancellationToken);
        }

        while (_pending.Count > 0)
        {
            await WriteOldestAsync(cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        // Those that were given up while they are compressed are left to the collector.
        if (disposing && _pending.Count == 0 && !_isDisposed)
        {
            _isDisposed = true;
            _block.Dispose();
            while (_free.TryPop(out var block))
            {
                block.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private async ValueTask CompressBlockAsync(CancellationToken cancellationToken)
    {
        // The next block was filled while these were compressed: the cores wait only while one is written out.
        if (_pending.Count == _maximumPending)
        {
            await WriteOldestAsync(cancellationToken);
        }

        var block = _block;
        _pending.Enqueue((block, Task.Run(() => block.Compress(_level), cancellationToken)));
        _isEmpty = false;
        _block = _free.TryPop(out var free) ? free : new GzipBlock(BlockLength);
    }

    private async ValueTask WriteOldestAsync(CancellationToken cancellationToken)
    {
        var (block, compression) = _pending.Dequeue();
        await compression;
        await _output.WriteAsync(block.Member, cancellationToken);
        block.Clear();
        _free.Push(block);
    }
}
