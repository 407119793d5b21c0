using System.Runtime.InteropServices;

namespace Containerize.Caching;

/// <summary>
/// What Linux knows of a file without reading it. The kernel sets the change time itself, at every change of content
/// or metadata, and no program can set it back: with it, a length and a write time that somebody restored deceive nobody.
/// </summary>
/// <remarks>Source: statx(2). The structure is the same on all architectures.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileIdentity
{
    private const int WorkingDirectory = -100; // AT_FDCWD; paths are absolute
    private const long MaximumSeconds = 253402300799; // the year 9999, where DateTimeOffset ends
    private const uint Wanted = 0x3c0; // STATX_MTIME, STATX_CTIME, STATX_INO, STATX_SIZE

    [FieldOffset(0)]
    private readonly uint _mask;

    [FieldOffset(32)]
    private readonly ulong _inode;

    [FieldOffset(40)]
    private readonly ulong _size;

    [FieldOffset(96)]
    private readonly long _changedSeconds;

    [FieldOffset(104)]
    private readonly uint _changedNanoseconds;

    [FieldOffset(112)]
    private readonly long _writtenSeconds;

    [FieldOffset(120)]
    private readonly uint _writtenNanoseconds;

    [FieldOffset(136)]
    private readonly uint _deviceMajor;

    [FieldOffset(140)]
    private readonly uint _deviceMinor;

    /// <summary>Bytes that <see cref="Write"/> fills.</summary>
    public const int Length = 48;

    public (uint Major, uint Minor) Device => (_deviceMajor, _deviceMinor);

    /// <summary>Whether a change after <paramref name="moment"/> would give another change time.</summary>
    public bool IsSettled(DateTimeOffset moment)
    {
        // The kernel stamps files with the time of its last tick, up to 10 ms ago. A whole second is most likely one of
        // a file system that counts in seconds, where everything within one looks the same.
        var margin = _changedNanoseconds == 0 ? TimeSpan.FromSeconds(2) : TimeSpan.FromMilliseconds(50);
        return _changedSeconds is >= 0 and <= MaximumSeconds
            && DateTimeOffset.FromUnixTimeSeconds(_changedSeconds).AddTicks(_changedNanoseconds / TimeSpan.NanosecondsPerTick) < moment - margin;
    }

    public void Write(Span<byte> output)
    {
        MemoryMarshal.Write(output, _inode);
        MemoryMarshal.Write(output[8..], _size);
        MemoryMarshal.Write(output[16..], _changedSeconds);
        MemoryMarshal.Write(output[24..], _writtenSeconds);
        MemoryMarshal.Write(output[32..], _changedNanoseconds);
        MemoryMarshal.Write(output[36..], _writtenNanoseconds);
        MemoryMarshal.Write(output[40..], _deviceMajor);
        MemoryMarshal.Write(output[44..], _deviceMinor);
    }

    /// <summary>Looks at a file, through symbolic links.</summary>
    /// <param name="path">Absolute, in UTF-8, with a zero at its end.</param>
    /// <param name="identity">What it is.</param>
    /// <returns>False where there is no such file, or no way to tell.</returns>
    public static bool TryRead(Span<byte> path, out FileIdentity identity) =>
        Statx(WorkingDirectory, ref MemoryMarshal.GetReference(path), 0, Wanted, out identity) == 0 && (identity._mask & Wanted) == Wanted;

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(int directory, ref byte path, int flags, uint mask, out FileIdentity identity);
}
