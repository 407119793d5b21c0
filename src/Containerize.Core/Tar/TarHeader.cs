using System.Text;

namespace Containerize.Tar;

/// <summary>
/// Writes tar headers that depend on nothing but the entry: ustar, with a pax extended header only where ustar cannot
/// say it (a name that is long or not ASCII, a size from 8 GiB, an owner from 2097152, a time before 1970). The pax header's own name is
/// fixed; the usual one, also System.Formats.Tar's, holds the process id, and so no two archives were equal.
/// Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".
/// </summary>
internal static class TarHeader
{
    /// <summary>Headers and contents fill whole blocks of this many bytes.</summary>
    public const int BlockSize = 512;

    /// <summary>Zero bytes that end an archive: two blocks.</summary>
    public const int EndOfArchiveLength = 2 * BlockSize;

    private const string PaxHeaderName = "PaxHeaders/entry";
    private const int NameLength = 100;

    // Octal digits of a numeric field; the last byte of the field is NUL.
    private const int SizeDigits = 11;
    private const int ModeDigits = 7;

    private static ReadOnlySpan<byte> UstarMagic => "ustar\000"u8;

    /// <summary>How many bytes <see cref="Write"/> writes for this entry: one block, or several with a pax header.</summary>
    public static int GetLength(in TarEntry entry)
    {
        var records = PaxRecords.Encode(entry).Length;
        return BlockSize + (records == 0 ? 0 : BlockSize + records + GetPadding(records));
    }

    /// <summary>How many zero bytes follow a content of this length.</summary>
    public static int GetPadding(long size) => (int)((BlockSize - (size % BlockSize)) % BlockSize);

    /// <summary>Writes the entry's header blocks and returns their length, a multiple of <see cref="BlockSize"/>.</summary>
    /// <exception cref="ArgumentException">The entry cannot be in an archive (no name, a NUL in it, a negative size), or
    /// <paramref name="destination"/> is shorter than <see cref="GetLength"/>.</exception>
    public static int Write(Span<byte> destination, in TarEntry entry)
    {
        Validate(entry);
        var records = PaxRecords.Encode(entry);
        if (records.Length == 0)
        {
            WriteBlock(destination, entry, (byte)entry.Type);
            return BlockSize;
        }

        var header = new TarEntry
        {
            Type = TarEntryType.File,
            Name = PaxHeaderName,
            Mode = 0b110_100_100,
            ModifiedTime = 0,
            Size = records.Length,
        };
        WriteBlock(destination, header, (byte)'x');
        var written = BlockSize;
        records.CopyTo(destination[written..]);
        written += records.Length;
        destination.Slice(written, GetPadding(records.Length)).Clear();
        written += GetPadding(records.Length);
        WriteBlock(destination[written..], entry, (byte)entry.Type);
        return written + BlockSize;
    }

    internal static bool FitsName(string text) => text.Length <= NameLength && Ascii.IsValid(text);

    internal static bool FitsNumber(long value) => value is >= 0 and < 1L << (3 * SizeDigits);

    internal static bool FitsOwner(long id) => id is >= 0 and < 1L << (3 * ModeDigits);

    private static void Validate(in TarEntry entry)
    {
        if (
            string.IsNullOrEmpty(entry.Name)
            || entry.Name.Contains('\0', StringComparison.Ordinal)
            || entry.LinkName?.Contains('\0', StringComparison.Ordinal) == true
            || entry.Size < 0
        )
        {
            throw new ArgumentException(
                "A tar entry needs a name without NUL, a link target without NUL, and a size that is not negative.",
                nameof(entry)
            );
        }
    }

    private static void WriteBlock(Span<byte> destination, in TarEntry entry, byte typeFlag)
    {
        var block = destination[..BlockSize];
        block.Clear();
        WriteName(block[..NameLength], entry.Name);
        WriteOctal(block.Slice(100, ModeDigits), entry.Mode);
        WriteOctal(block.Slice(108, ModeDigits), FitsOwner(entry.UserId) ? entry.UserId : 0);
        WriteOctal(block.Slice(116, ModeDigits), FitsOwner(entry.GroupId) ? entry.GroupId : 0);
        WriteOctal(block.Slice(124, SizeDigits), FitsNumber(entry.Size) ? entry.Size : 0);
        WriteOctal(block.Slice(136, SizeDigits), FitsNumber(entry.ModifiedTime) ? entry.ModifiedTime : 0);
        block[156] = typeFlag;
        WriteName(block.Slice(157, NameLength), entry.LinkName ?? "");
        UstarMagic.CopyTo(block[257..]);
        "00"u8.CopyTo(block[263..]);
        WriteOctal(block.Slice(329, ModeDigits), 0);
        WriteOctal(block.Slice(337, ModeDigits), 0);

        // The checksum counts its own field as spaces; it is six digits, NUL, and one of those spaces.
        var checksum = block.Slice(148, 8);
        checksum.Fill((byte)' ');
        var sum = 0;
        foreach (var value in block)
        {
            sum += value;
        }

        WriteOctal(checksum[..6], sum);
        checksum[6] = 0;
    }

    /// <summary>A name that does not fit is in the pax header; here is what of it a reader without pax can use.</summary>
    private static void WriteName(Span<byte> field, string name)
    {
        for (var index = 0; index < Math.Min(field.Length, name.Length); index++)
        {
            field[index] = char.IsAscii(name[index]) ? (byte)name[index] : (byte)'_';
        }
    }

    private static void WriteOctal(Span<byte> digits, long value)
    {
        for (var index = digits.Length - 1; index >= 0; index--, value >>= 3)
        {
            digits[index] = (byte)('0' + (value & 7));
        }
    }
}
