using System.Security.Cryptography;
using Containerize.Oci;

namespace Containerize.Streams;

/// <summary>Passes what is written on, and knows its digest and length in the end.</summary>
internal sealed class HashingStream(Stream output) : ForwardWriteStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    public override long Length => _length;

    /// <summary>The digest of everything written; call it once, at the end.</summary>
    public Digest Complete() => Digest.FromSha256(_hash.GetHashAndReset());

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _hash.AppendData(buffer.Span);
        _length += buffer.Length;
        return output.WriteAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
