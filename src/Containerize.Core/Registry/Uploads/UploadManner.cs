namespace Containerize.Registry.Uploads;

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
    private readonly bool[] _refused = new bool[3];

    public bool Refuses(UploadManner manner) => Volatile.Read(ref _refused[(int)manner]);

    public void Refuse(UploadManner manner) => Volatile.Write(ref _refused[(int)manner], true);
}
