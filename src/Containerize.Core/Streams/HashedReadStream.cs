using System.Security.Cryptography;

namespace Containerize.Streams;

/// <summary>Passes what is read on, and adds it to a hash.</summary>
internal sealed class HashedReadStream(Stream input, IncrementalHash hash) : ForwardReadStream
{
    public override int Read(Span<byte> buffer)
    {
        var count = input.Read(buffer);
        hash.AppendData(buffer[..count]);
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await input.ReadAsync(buffer, cancellationToken);
        hash.AppendData(buffer.Span[..count]);
        return count;
    }
}
