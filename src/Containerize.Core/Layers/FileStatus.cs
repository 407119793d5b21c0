using System.Runtime.InteropServices;
using System.Text;

namespace Containerize.Layers;

/// <summary>What Linux knows of a file without opening it: opening a pipe waits for a writer, and a device may do anything.</summary>
/// <remarks>Source: statx(2) and inode(7). The structure is the same on all architectures.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileStatus
{
    private const int WorkingDirectory = -100; // AT_FDCWD
    private const uint TypeMask = 0xf000; // S_IFMT
    private const uint Wanted = 0x81; // STATX_TYPE, STATX_CTIME

    [FieldOffset(28)]
    private readonly ushort _mode;

    [FieldOffset(96)]
    private readonly long _changedSeconds;

    [FieldOffset(104)]
    private readonly uint _changedNanoseconds;

    /// <summary>When content or attributes changed, by the file system's clock; no program can set it back.</summary>
    public DateTime ChangeTime => DateTime.UnixEpoch.AddSeconds(_changedSeconds).AddTicks(_changedNanoseconds / TimeSpan.NanosecondsPerTick);

    private string? SpecialKind => (_mode & TypeMask) switch
    {
        0x1000 => "named pipe (FIFO)",
        0x2000 => "character device",
        0x6000 => "block device",
        0xc000 => "socket",
        _ => null,
    };

    /// <summary>What a path is, links followed, where it is neither file nor folder; null where it is, and on other systems than Linux.</summary>
    public static string? SpecialKindOf(string path) => Read(path)?.SpecialKind;

    /// <summary>Null where there is no such file, and where nothing can be told.</summary>
    public static FileStatus? Read(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            ref var name = ref MemoryMarshal.GetArrayDataReference(Encoding.UTF8.GetBytes($"{path}\0"));
            return Statx(WorkingDirectory, ref name, 0, Wanted, out var status) == 0 ? status : null;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            return null; // a C library older than statx
        }
    }

    // Nothing that has to be marshalled: the runtime would compile that at each publish.
    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Statx(int directory, ref byte path, int flags, uint mask, out FileStatus status);
}
