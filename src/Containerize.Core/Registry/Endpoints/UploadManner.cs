namespace Containerize.Registry.Endpoints;

/// <summary>
/// How the bytes of a blob get into an upload, the usual first. Source: OCI distribution specification, "Pushing
/// blobs"; the last is what Docker does, so that every registry knows it.
/// </summary>
internal enum UploadManner
{
    /// <summary>PUT with all bytes.</summary>
    Whole,

    /// <summary>PATCH for each piece with its <c>Content-Range</c>, then an empty PUT.</summary>
    Chunks,

    /// <summary>One PATCH with all bytes and no <c>Content-Range</c>, then an empty PUT.</summary>
    Stream,
}

/// <summary>What one registry, or a proxy before it, was found to refuse: other blobs need not try it again.</summary>
internal sealed class UploadManners
{
    /// <summary>No smaller piece is tried: this much nginx takes where it was told nothing.</summary>
    private const long SmallestPiece = 1 << 20;

    private readonly bool[] _refused = new bool[3];
    private long _tooLarge = long.MaxValue;

    /// <summary>Bytes of the smallest body that was refused for its size.</summary>
    public long TooLarge => Volatile.Read(ref _tooLarge);

    public bool Refuses(UploadManner manner) => Volatile.Read(ref _refused[(int)manner]);

    public void Refuse(UploadManner manner) => Volatile.Write(ref _refused[(int)manner], true);

    /// <summary>
    /// The size to try after one that was too large: a chunk's, or half of it, as often as need be; null where there is none.
    /// </summary>
    /// <param name="tooLarge">Bytes of the body that was refused.</param>
    /// <param name="chunkSize">What a chunk has elsewhere.</param>
    /// <param name="minimum">What the registry wants a chunk to have at least.</param>
    public static long? Below(long tooLarge, long chunkSize, long minimum)
    {
        var (size, smallest) = (chunkSize, Math.Min(SmallestPiece, chunkSize));
        while (size >= tooLarge && size > smallest)
        {
            size = Math.Max(smallest, size / 2);
        }

        size = Math.Max(size, minimum);
        return size < tooLarge ? size : null;
    }

    public void RefuseSize(long bytes)
    {
        for (var known = TooLarge; bytes < known; known = TooLarge)
        {
            Interlocked.CompareExchange(ref _tooLarge, bytes, known);
        }
    }
}
