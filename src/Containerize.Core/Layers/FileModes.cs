using System.Buffers.Binary;

namespace Containerize.Layers;

/// <summary>
/// The mode of a published file, by its content: what the kernel can start is executable, everything else is data.
/// The bits on disk are not asked: NuGet extracts packages with all of them set, a umask or a checkout on Windows
/// loses them, and the same commit would give two images.
/// </summary>
public static class FileModes
{
    public const int Directory = 0b111_101_101;
    public const int Executable = 0b111_101_101;
    public const int Data = 0b110_100_100;

    /// <summary>How many bytes of a file's beginning <see cref="FromContent"/> wants to see.</summary>
    public const int HeadLength = 4096;

    private const int ElfTypeExecutable = 2;
    private const int ElfTypeShared = 3;
    private const uint ProgramHeaderInterpreter = 3;

    /// <summary>0755 for ELF programs and scripts with <c>#!</c>, else 0644.</summary>
    /// <param name="head">The file's first <see cref="HeadLength"/> bytes, or all of them.</param>
    public static int FromContent(ReadOnlySpan<byte> head) =>
        head.StartsWith("#!"u8) || IsElfProgram(head) ? Executable : Data;

    /// <summary>
    /// A program is ET_EXEC, or position-independent (ET_DYN) with an interpreter to load it; a shared library is ET_DYN
    /// without one. Source: System V ABI, "Object Files".
    /// </summary>
    private static bool IsElfProgram(ReadOnlySpan<byte> head)
    {
        if (head.Length < 64 || !head.StartsWith("\u007fELF"u8))
        {
            return false;
        }

        var is64Bit = head[4] == 2;
        var isLittleEndian = head[5] == 1;
        var type = UInt16(head[16..], isLittleEndian);
        if (type != ElfTypeShared)
        {
            return type == ElfTypeExecutable;
        }

        var tableOffset = is64Bit ? UInt64(head[32..], isLittleEndian) : UInt32(head[28..], isLittleEndian);
        int entrySize = UInt16(head[(is64Bit ? 54 : 42)..], isLittleEndian);
        int entryCount = UInt16(head[(is64Bit ? 56 : 44)..], isLittleEndian);
        for (var index = 0; index < entryCount && entrySize >= 4; index++)
        {
            var offset = tableOffset + (ulong)(index * entrySize);
            if (offset > (ulong)(head.Length - 4))
            {
                return false;
            }

            if (UInt32(head[(int)offset..], isLittleEndian) == ProgramHeaderInterpreter)
            {
                return true;
            }
        }

        return false;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
}
