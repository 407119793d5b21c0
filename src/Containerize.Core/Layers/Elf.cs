using System.Buffers.Binary;

namespace Containerize.Layers;

/// <summary>
/// As much of the ELF format as distinguishes a program from a shared library. Source: System V ABI, "Object Files" and
/// "Dynamic Linking"; DF_1_PIE is what GNU ld, gold and lld agree on.
/// </summary>
internal static class Elf
{
    private const int HeaderLength = 64;
    private const int MaximumDynamicLength = 4096;

    private const int TypeExecutable = 2;
    private const int TypeShared = 3;
    private const uint SegmentDynamic = 2;
    private const uint SegmentInterpreter = 3;
    private const ulong TagFlags1 = 0x6ffffffb;
    private const ulong Flag1Pie = 0x08000000;

    /// <summary>
    /// A program is ET_EXEC, or it is ET_DYN, as a shared library is, and either names an interpreter that loads it or
    /// says that it is position-independent and static.
    /// </summary>
    /// <param name="head">The beginning of the file.</param>
    /// <param name="readAt">Reads on; asked only where the beginning does not decide.</param>
    public static bool IsProgram(ReadOnlySpan<byte> head, ReadAt readAt)
    {
        if (head.Length < HeaderLength || !head.StartsWith("\u007fELF"u8))
        {
            return false;
        }

        var (is64Bit, isLittleEndian) = (head[4] == 2, head[5] == 1);
        var type = UInt16(head[16..], isLittleEndian);
        if (type != TypeShared)
        {
            return type == TypeExecutable;
        }

        var table = Word(head[(is64Bit ? 32 : 28)..], is64Bit, isLittleEndian);
        int entryLength = UInt16(head[(is64Bit ? 54 : 42)..], isLittleEndian);
        int entryCount = UInt16(head[(is64Bit ? 56 : 44)..], isLittleEndian);
        var programHeaderLength = is64Bit ? 56 : 32;
        var isPie = false;
        for (var index = 0; index < entryCount; index++)
        {
            var offset = table + (ulong)(index * entryLength);
            if (offset > (ulong)(head.Length - programHeaderLength))
            {
                break;
            }

            var entry = head[(int)offset..];
            switch (UInt32(entry, isLittleEndian))
            {
                case SegmentInterpreter:
                    return true;
                case SegmentDynamic:
                    var start = Word(entry[(is64Bit ? 8 : 4)..], is64Bit, isLittleEndian);
                    var length = Word(entry[(is64Bit ? 32 : 16)..], is64Bit, isLittleEndian);
                    isPie =
                        start <= long.MaxValue
                        && HasPieFlag(readAt, (long)start, (int)Math.Min(length, MaximumDynamicLength), is64Bit, isLittleEndian);
                    break;
            }
        }

        return isPie;
    }

    private static bool HasPieFlag(ReadAt readAt, long start, int length, bool is64Bit, bool isLittleEndian)
    {
        Span<byte> section = stackalloc byte[MaximumDynamicLength];
        var rest = (ReadOnlySpan<byte>)section[..readAt(section[..length], start)];
        for (var wordLength = is64Bit ? 8 : 4; rest.Length >= 2 * wordLength; rest = rest[(2 * wordLength)..])
        {
            if (Word(rest, is64Bit, isLittleEndian) == TagFlags1)
            {
                return (Word(rest[wordLength..], is64Bit, isLittleEndian) & Flag1Pie) != 0;
            }
        }

        return false;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static ulong Word(ReadOnlySpan<byte> bytes, bool is64Bit, bool isLittleEndian) =>
        !is64Bit ? UInt32(bytes, isLittleEndian)
        : isLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt64BigEndian(bytes);
}
