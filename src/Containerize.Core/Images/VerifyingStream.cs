using System.Security.Cryptography;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Streams;

namespace Containerize.Images;

/// <summary>
/// Passes bytes through and checks them against a descriptor: too many bytes fail at once, a wrong length or digest
/// fails at the end. A reader that stops early has checked nothing, so readers go on until zero.
/// </summary>
internal sealed class VerifyingStream(Stream inner, Descriptor expected, string source) : ForwardReadStream
{
    private readonly IncrementalHash _hash = expected.Digest.CreateHash();
    private long _read;
    private bool _verified;

    public override long Length => expected.Size;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        Check(buffer[..count], buffer.Length);
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..count], buffer.Length);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<byte> bytes, int requested)
    {
        if (requested == 0)
        {
            return;
        }

        _read += bytes.Length;
        if (_read > expected.Size)
        {
            throw Mismatch($"longer than {expected.Size} bytes");
        }

        if (bytes.IsEmpty && _read < expected.Size)
        {
            throw Mismatch($"{_read} bytes long instead of {expected.Size}");
        }

        // The last byte decides, not the end that follows it: consumers that know the size never read that end.
        _hash.AppendData(bytes);
        if (_read == expected.Size && !_verified)
        {
            var actual = _hash.GetHashAndReset();
            if (!expected.Digest.Matches(actual))
            {
                throw Mismatch($"{expected.Digest.Algorithm}:{Convert.ToHexStringLower(actual)}");
            }

            _verified = true;
        }
    }

    private ContainerizeException Mismatch(string actual) =>
        new(BaseImageDiagnostics.DigestMismatch.Create(source, expected.Digest, actual));
}
