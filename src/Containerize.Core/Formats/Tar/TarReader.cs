using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Containerize.Formats.Tar;

/// <summary>What a tar has at one place.</summary>
/// <param name="Type">POSIX's <c>typeflag</c>; <c>'0'</c> for a file, however it was written.</param>
/// <param name="Name">As it stands there.</param>
/// <param name="LinkName">Target of a link, as it stands there; else empty.</param>
/// <param name="Offset">Where the content begins.</param>
/// <param name="Size">Length of the content in bytes.</param>
internal sealed record TarContent(char Type, string Name, string LinkName, long Offset, long Size);

/// <summary>
/// Reads the headers of a tar from anybody: ustar, pax and GNU's long names. What it must hold in memory is limited, and
/// what is wrong is an <see cref="InvalidDataException"/> or <see cref="EndOfStreamException"/>, never anything else:
/// .NET's own reader believes the sizes that an archive claims.
/// Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar manual, "Basic Tar Format".
/// </summary>
/// <param name="content">The tar; must be able to seek.</param>
internal sealed class TarReader(Stream content)
{
    public const char File = '0';
    public const char HardLink = '1';
    public const char SymbolicLink = '2';

    /// <summary>No path is longer than this.</summary>
    private const int MaximumExtension = 1 << 16;

    private long _next;
    private int _blocks;

    /// <summary>The next entry; null at the end.</summary>
    public async Task<TarContent?> ReadAsync(CancellationToken cancellationToken)
    {
        string? name = null, link = null;
        long? size = null;
        while (await ReadBlockAsync(cancellationToken) is { } block)
        {
            var offset = _next;
            var type = (char)block[156];
            var length = IsHeaderOnly(type) ? 0 : size ?? ReadNumber(block.AsSpan(124, 12));
            if (length > content.Length)
            {
                throw new EndOfStreamException();
            }

            _next = offset + length + TarHeader.GetPadding(length);
            switch (type)
            {
                case 'x':
                    ReadPax(await ReadExtensionAsync(offset, length, cancellationToken), ref name, ref link, ref size);
                    break;
                case 'L':
                    name = Text(await ReadExtensionAsync(offset, length, cancellationToken));
                    break;
                case 'K':
                    link = Text(await ReadExtensionAsync(offset, length, cancellationToken));
                    break;
                case 'g':
                    break;
                default:
                    if (offset + length > content.Length)
                    {
                        throw new EndOfStreamException();
                    }

                    return new TarContent(type is '\0' or '7' ? File : type, name ?? Name(block), link ?? Text(block.AsSpan(157, 100)), offset, length);
            }
        }

        return null;
    }

    private static bool IsHeaderOnly(char type) => type is >= '1' and <= '6';

    /// <summary>A header; null where zeros end the archive, or it ends without.</summary>
    private async Task<byte[]?> ReadBlockAsync(CancellationToken cancellationToken)
    {
        var block = new byte[TarHeader.BlockSize];
        if (_next < 0 || _next > content.Length)
        {
            throw new EndOfStreamException();
        }

        content.Position = _next;
        var count = await content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken);
        if ((count == 0 && _blocks > 0) || (count == block.Length && !block.AsSpan().ContainsAnyExcept((byte)0)))
        {
            return null;
        }

        if (count < block.Length || !IsHeader(block))
        {
            throw _blocks == 0 ? new InvalidDataException("it is not a tar archive") : new InvalidDataException("it is damaged");
        }

        _next += block.Length;
        _blocks++;
        return block;
    }

    /// <summary>The sum of all bytes, its own field counted as blanks; old programs summed signed bytes.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> block)
    {
        int unsigned = 0, signed = 0;
        for (var index = 0; index < block.Length; index++)
        {
            var value = index is >= 148 and < 156 ? (byte)' ' : block[index];
            unsigned += value;
            signed += (sbyte)value;
        }

        return FindNumber(block.Slice(148, 8)) is { } expected && (expected == unsigned || expected == signed);
    }

    private async Task<byte[]> ReadExtensionAsync(long offset, long length, CancellationToken cancellationToken)
    {
        if (length > MaximumExtension)
        {
            throw new InvalidDataException("it has a name that is too long");
        }

        content.Position = offset;
        var bytes = new byte[length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static long ReadNumber(ReadOnlySpan<byte> field) => FindNumber(field) ?? throw new InvalidDataException("it is damaged: an entry does not say how long it is");

    /// <summary>Octal digits, or where the first bit is set, a binary number; null where it is neither.</summary>
    private static long? FindNumber(ReadOnlySpan<byte> field)
    {
        if (field[0] >= 0x80)
        {
            var number = BinaryPrimitives.ReadInt64BigEndian(field[^sizeof(long)..]);
            return field[0] == 0x80 && number >= 0 && !field[1..^sizeof(long)].ContainsAnyExcept((byte)0) ? number : null;
        }

        long value = 0;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            value = (value << 3) + digit - '0';
        }

        return value;
    }

    private static void ReadPax(ReadOnlySpan<byte> records, ref string? name, ref string? link, ref long? size)
    {
        while (!records.IsEmpty)
        {
            var blank = records.IndexOf((byte)' ');
            if (blank <= 0 || !int.TryParse(records[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length <= blank + 1 || length > records.Length)
            {
                throw new InvalidDataException("it has a damaged pax header");
            }

            var record = records[(blank + 1)..(length - 1)];
            var sign = record.IndexOf((byte)'=');
            if (sign > 0)
            {
                Apply(Encoding.UTF8.GetString(record[..sign]), Encoding.UTF8.GetString(record[(sign + 1)..]), ref name, ref link, ref size);
            }

            records = records[length..];
        }
    }

    private static void Apply(string key, string value, ref string? name, ref string? link, ref long? size)
    {
        switch (key)
        {
            case "path":
                name = value;
                break;
            case "linkpath":
                link = value;
                break;
            case "size":
                size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"it is damaged: the size of an entry is '{value}'");
                break;
        }
    }

    private static string Name(ReadOnlySpan<byte> block)
    {
        var (name, prefix) = (Text(block[..100]), block.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(block.Slice(345, 155)) : "");
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private static string Text(ReadOnlySpan<byte> field) =>
        Encoding.UTF8.GetString(field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field);
}
