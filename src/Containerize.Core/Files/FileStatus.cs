using System.Runtime.InteropServices;
using System.Text;

namespace Containerize.Files;

/// <summary>
/// What Linux knows of a file without opening it: opening a pipe waits for a writer, and a device may do anything. The kernel
/// sets the change time itself, at every change of content or metadata, and no program can set it back: with it, a length and
/// a write time that were restored deceive no one.
/// </summary>
/// <remarks>Source: statx(2) and inode(7). The structure is the same on all architectures.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileStatus
{
    private const int WorkingDirectory = -100; // AT_FDCWD
    private const long MaximumSeconds = 253402300799; // the year 9999, where DateTimeOffset ends
    private const uint TypeMask = 0xf000; // S_IFMT
    private const uint Wanted = 0x3c1; // STATX_TYPE, STATX_MTIME, STATX_CTIME, STATX_INO, STATX_SIZE

    [FieldOffset(0)]
    private readonly uint _mask;

    [FieldOffset(28)]
    private readonly ushort _mode;

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

    /// <summary>Bytes that <see cref="WriteIdentity"/> fills.</summary>
    public const int IdentityLength = 48;

    /// <summary>When content or attributes changed, by the file system's clock.</summary>
    public DateTime ChangeTime =>
        DateTime.UnixEpoch.AddSeconds(_changedSeconds).AddTicks(_changedNanoseconds / TimeSpan.NanosecondsPerTick);

    public (uint Major, uint Minor) Device => (_deviceMajor, _deviceMinor);

    private string? SpecialKind =>
        (_mode & TypeMask) switch
        {
            0x1000 => "named pipe (FIFO)",
            0x2000 => "character device",
            0x6000 => "block device",
            0xc000 => "socket",
            _ => null,
        };

    /// <summary>
    /// What a path is, links followed, where it is neither file nor folder; null where it is, and on other systems than
    /// Linux.
    /// </summary>
    public static string? SpecialKindOf(string path) => Read(path)?.SpecialKind;

    /// <summary>Whether two paths, links followed, are one file or folder.</summary>
    public static bool AreSame(string one, string other) =>
        Read(one) is { } first && Read(other) is { } second && first._inode == second._inode && first.Device == second.Device;

    /// <summary>Null where there is no such file, and where nothing can be known.</summary>
    public static FileStatus? Read(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            return TryLook(Encoding.UTF8.GetBytes($"{path}\0"), out var status) ? status : null;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            return null; // a C library older than statx
        }
    }

    /// <summary>Looks at a file, through symbolic links, for all that makes its identity.</summary>
    /// <param name="path">In UTF-8, with a zero at its end.</param>
    /// <param name="status">What it is.</param>
    /// <returns>False where there is no such file, or its file system does not know all of it.</returns>
    public static bool TryReadAll(Span<byte> path, out FileStatus status) => TryLook(path, out status) && (status._mask & Wanted) == Wanted;

    private static bool TryLook(Span<byte> path, out FileStatus status) =>
        Statx(WorkingDirectory, ref MemoryMarshal.GetReference(path), 0, Wanted, out status) == 0;

    /// <summary>Whether a change after <paramref name="moment"/> would give another change time.</summary>
    public bool IsSettled(DateTimeOffset moment)
    {
        // The kernel stamps files with the time of its last tick, up to 10 ms ago. A whole second is most likely one of
        // a file system that counts in seconds, where everything within one looks the same.
        var margin = _changedNanoseconds == 0 ? TimeSpan.FromSeconds(2) : TimeSpan.FromMilliseconds(50);
        return _changedSeconds is >= 0 and <= MaximumSeconds && ChangeTime < moment.UtcDateTime - margin;
    }

    /// <summary>What is another for another file, and for the same one after a change.</summary>
    public void WriteIdentity(Span<byte> output)
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

    // Nothing that has to be marshalled: the runtime would compile that at each publish.
    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(int directory, ref byte path, int flags, uint mask, out FileStatus status);
}
