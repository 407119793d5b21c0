using System.Buffers;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Streams;
using Microsoft.Win32.SafeHandles;

namespace Containerize.Caching;

/// <summary>
/// A blob of the cache, held open: it can be read, as often as wanted and by several at once, also when its file has
/// been removed.
/// </summary>
internal sealed class CachedBlob(Descriptor descriptor, SafeFileHandle file, string path) : IBlob, IDisposable
{
    private const int PieceLength = 1 << 18;

    public Descriptor Descriptor => descriptor;

    public Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new VerifyingStream(new FileSection(file, 0, long.MaxValue), descriptor, path));

    /// <summary>Reads all of it, and says whether it is what the descriptor names.</summary>
    public Task<bool> IsWholeAsync(CancellationToken cancellationToken) => Task.Run(() => IsWhole(cancellationToken), cancellationToken);

    public void Dispose() => file.Dispose();

    private bool IsWhole(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            if (RandomAccess.GetLength(file) != descriptor.Size)
            {
                return false;
            }

            using var hash = descriptor.Digest.CreateHash();
            long offset = 0;
            while (RandomAccess.Read(file, buffer, offset) is > 0 and var count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                offset += count;
            }

            return descriptor.Digest.Matches(hash.GetHashAndReset());
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
