using System.Buffers.Binary;
using System.Text;

namespace Containerize.Tar;

/// <summary>What a tar has at one place.</summary>
/// <param name="Type">POSIX's <c>typeflag</c>; <c>'0'</c> for a file, however it was written.</param>
/// <param name="Name">As it is in the tar.</param>
/// <param name="LinkName">Target of a link, as it is in the tar; else empty.</param>
/// <param name="Offset">Where the content begins.</param>
/// <param name="Size">Length of the content in bytes.</param>
/// <param name="Attributes">Null where they cannot be read, which most readers need not care about.</param>
internal sealed record TarContent(char Type, string Name, string LinkName, long Offset, long Size, TarAttributes? Attributes);

/// <summary>
/// Reads the headers of a tar that is not trusted: ustar, pax and GNU's long names. What it must hold in memory is limited, and
/// what is wrong is an <see cref="InvalidDataException"/> or <see cref="EndOfStreamException"/>, never anything else:
/// .NET's own reader believes the sizes that an archive claims.
/// Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar manual, "Basic Tar Format".
/// </summary>
/// <param name="content">The tar; one that cannot seek is read from here to its end.</param>
internal sealed class TarReader(Stream content)
{
    public const char File = '0';
    public const char HardLink = '1';
    public const char SymbolicLink = '2';
    public const char Directory = '5';

    /// <summary>No path is longer than this.</summary>
    private const int MaximumExtension = 1 << 16;

    private const int BufferLength = 1 << 16;

    private readonly long _length = content.CanSeek ? content.Length : long.MaxValue;
    private long _position;
    private long _next;
    private int _blocks;
    private byte[]? _skipped;

    /// <summary>The next entry; null at the end.</summary>
    public async Task<TarContent?> ReadAsync(CancellationToken cancellationToken)
    {
        var pax = new PaxFields();
        while (await ReadBlockAsync(cancellationToken) is { } block)
        {
            var offset = _next;
            var type = (char)block[156];
            var length = IsHeaderOnly(type) ? 0 : pax.Size ?? ReadNumber(block.AsSpan(124, 12));
            if (length > _length)
            {
                throw new EndOfStreamException();
            }

            _next = offset + length + TarHeader.GetPadding(length);
            switch (type)
            {
                case 'x':
                    pax.Read(await ReadExtensionAsync(offset, length, cancellationToken));
                    break;
                case 'L':
                    pax.Name = Text(await ReadExtensionAsync(offset, length, cancellationToken));
                    break;
                case 'K':
                    pax.LinkName = Text(await ReadExtensionAsync(offset, length, cancellationToken));
                    break;
                case 'g':
                    break;
                default:
                    if (offset + length > _length)
                    {
                        throw new EndOfStreamException();
                    }

                    return new TarContent(
                        type is '\0' or '7' ? File : type,
                        pax.Name ?? Name(block),
                        pax.LinkName ?? Text(block.AsSpan(157, 100)),
                        offset,
                        length,
                        Attributes(block, pax)
                    );
            }
        }

        return null;
    }

    private static bool IsHeaderOnly(char type) => type is >= '1' and <= '6';

    /// <summary>A header; null where zeros end the archive, or it ends without.</summary>
    private async Task<byte[]?> ReadBlockAsync(CancellationToken cancellationToken)
    {
        var block = new byte[TarHeader.BlockSize];
        if (_next < 0 || _next > _length)
        {
            throw new EndOfStreamException();
        }

        await MoveAsync(_next, cancellationToken);
        var count = await content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken);
        _position += count;
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

    /// <summary>The sum of all bytes, its own field counted as spaces; old programs summed signed bytes.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> block)
    {
        int unsigned = 0,
            signed = 0;
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

        await MoveAsync(offset, cancellationToken);
        var bytes = new byte[length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        _position += length;
        return bytes;
    }

    private async Task MoveAsync(long position, CancellationToken cancellationToken)
    {
        if (content.CanSeek)
        {
            content.Position = _position = position;
            return;
        }

        _skipped ??= new byte[BufferLength];
        while (_position < position)
        {
            var count = await content.ReadAsync(
                _skipped.AsMemory(0, (int)Math.Min(_skipped.Length, position - _position)),
                cancellationToken
            );
            _position += count > 0 ? count : throw new EndOfStreamException();
        }
    }

    private static TarAttributes? Attributes(ReadOnlySpan<byte> block, PaxFields pax)
    {
        try
        {
            return new TarAttributes(
                (int)(ReadNumber(block.Slice(100, 8)) & TarAttributes.ModeBits),
                pax.UserId ?? ReadNumber(block.Slice(108, 8)),
                pax.GroupId ?? ReadNumber(block.Slice(116, 8)),
                pax.ModifiedTime ?? ReadNumber(block.Slice(136, 12))
            );
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static long ReadNumber(ReadOnlySpan<byte> field) =>
        FindNumber(field) ?? throw new InvalidDataException("it is damaged: an entry has no valid length");

    /// <summary>Octal digits, or where the first bit is set, a binary number; null where it is neither.</summary>
    private static long? FindNumber(ReadOnlySpan<byte> field)
    {
        if (field[0] >= 0x80)
        {
            // The field's first byte only says so; in a short field it is a part of these eight.
            var number = BinaryPrimitives.ReadInt64BigEndian(field[^sizeof(long)..]);
            number = field.Length == sizeof(long) ? number & long.MaxValue : number;
            return field[0] == 0x80 && number >= 0 && (field.Length == sizeof(long) || !field[1..^sizeof(long)].ContainsAnyExcept((byte)0))
                ? number
                : null;
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

    private static string Name(ReadOnlySpan<byte> block)
    {
        var (name, prefix) = (Text(block[..100]), block.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(block.Slice(345, 155)) : "");
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private static string Text(ReadOnlySpan<byte> field) =>
        Encoding.UTF8.GetString(field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field);
}
