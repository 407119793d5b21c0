using System.Buffers.Binary;
using System.IO.Compression;

namespace Containerize.SourceControl.Git;

/// <summary>A pack and its index of version 2. Source: gitformat-pack(5).</summary>
/// <param name="pack">Path of the pack.</param>
/// <param name="index">All bytes of its index.</param>
internal sealed class PackFile(string pack, byte[] index)
{
    /// <summary>The kinds of objects that we read.</summary>
    public const int Commit = 1;

    /// <inheritdoc cref="Commit"/>
    public const int Tag = 4;

    private const int FanoutStart = 8;
    private const int FanoutEnd = FanoutStart + (256 * 4);
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;

    // git's own packs have at most 50 (4095 if configured).
    private const int MaximumDepth = 5000;

    /// <exception cref="InvalidDataException">Its index is of another version.</exception>
    public static PackFile Open(string indexPath)
    {
        var bytes = File.ReadAllBytes(indexPath);
        return bytes.Length > FanoutEnd && BinaryPrimitives.ReadUInt64BigEndian(bytes) == 0xFF744F63_00000002
            ? new(Path.ChangeExtension(indexPath, ".pack"), bytes)
            : throw new InvalidDataException($"'{indexPath}' is not a pack index of version 2.");
    }

    /// <summary>The content of an object, empty where it is of another kind; null where this pack does not have it.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or larger than <paramref name="limit"/> bytes.</exception>
    public byte[]? Read(string id, int kind, int limit)
    {
        var name = Convert.FromHexString(id);
        if (OffsetOf(name) is not { } offset)
        {
            return null;
        }

        using var file = File.OpenRead(pack);
        return ReadAt(file, offset, name.Length, kind, limit, 0);
    }

    /// <summary>A delta is of its base's kind, which is read first: a large file is none that we want.</summary>
    private byte[] ReadAt(FileStream file, long offset, int nameLength, int wanted, int limit, int depth)
    {
        file.Position = offset;
        var first = Byte(file);
        var (kind, size, shift) = ((first >> 4) & 7, (long)(first & 15), 4);
        for (var more = first; (more & 0x80) != 0; shift += 7)
        {
            more = Byte(file);
            size |= (long)(more & 0x7F) << shift;
        }

        var isDelta = kind is OffsetDelta or ReferenceDelta;
        if (!isDelta && kind != wanted)
        {
            return [];
        }

        if (depth > MaximumDepth || (!isDelta && size > limit))
        {
            throw new InvalidDataException($"An object of '{pack}' is too large.");
        }

        if (!isDelta)
        {
            return Inflate(file, (int)size);
        }

        long start;
        if (kind == OffsetDelta)
        {
            start = offset - ReadDistance(file);
        }
        else
        {
            var name = new byte[nameLength];
            file.ReadExactly(name);
            start = OffsetOf(name) ?? throw new InvalidDataException($"'{pack}' does not have the base of an object.");
        }

        var content = file.Position;
        var source = ReadAt(file, start, nameLength, wanted, limit, depth + 1);
        if (source.Length == 0)
        {
            return source;
        }

        if (size > limit)
        {
            throw new InvalidDataException($"An object of '{pack}' is too large.");
        }

        file.Position = content;
        return Apply(Inflate(file, (int)size), source, limit);
    }

    private long? OffsetOf(byte[] name)
    {
        var count = (int)Number(FanoutEnd - 4);
        var (low, high) = (name[0] == 0 ? 0 : (int)Number(FanoutStart + ((name[0] - 1) * 4)), (int)Number(FanoutStart + (name[0] * 4)));
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = index.AsSpan(FanoutEnd + (middle * name.Length), name.Length).SequenceCompareTo(name);
            if (order == 0)
            {
                var offsets = FanoutEnd + (count * (name.Length + 4));
                var offset = Number(offsets + (middle * 4));
                return (offset & 0x80000000) == 0
                    ? offset
                    : (long)BinaryPrimitives.ReadUInt64BigEndian(index.AsSpan(offsets + (count * 4) + ((int)(offset & 0x7FFFFFFF) * 8)));
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        return null;
    }

    private uint Number(int position) => BinaryPrimitives.ReadUInt32BigEndian(index.AsSpan(position));

    /// <summary>"n bytes with MSB set in all but the last", each further one adding what the shorter form could have said.</summary>
    private static long ReadDistance(FileStream file)
    {
        var next = Byte(file);
        long distance = next & 0x7F;
        while ((next & 0x80) != 0)
        {
            next = Byte(file);
            distance = ((distance + 1) << 7) | (long)(next & 0x7F);
        }

        return distance;
    }

    private static byte[] Inflate(FileStream file, int size)
    {
        using var content = new ZLibStream(file, CompressionMode.Decompress, leaveOpen: true);
        var bytes = new byte[size];
        content.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A delta copies pieces of its base and adds bytes of its own.</summary>
    private static byte[] Apply(byte[] delta, byte[] source, int limit)
    {
        var position = 0;
        Size();
        var result = new byte[Math.Min(Size(), limit)];
        var written = 0;
        while (position < delta.Length)
        {
            var instruction = delta[position++];
            if ((instruction & 0x80) == 0)
            {
                delta.AsSpan(position, instruction).CopyTo(result.AsSpan(written));
                (position, written) = (position + instruction, written + instruction);
                continue;
            }

            var (start, length) = (Part(instruction, 0, 4), Part(instruction, 4, 3));
            length = length == 0 ? 0x10000 : length;
            source.AsSpan(start, length).CopyTo(result.AsSpan(written));
            written += length;
        }

        return result;

        int Part(int instruction, int from, int count)
        {
            var value = 0;
            for (var one = 0; one < count; one++)
            {
                value |= (instruction & (1 << (from + one))) == 0 ? 0 : delta[position++] << (8 * one);
            }

            return value;
        }

        long Size()
        {
            var (value, shift) = (0L, 0);
            byte next;
            do
            {
                next = delta[position++];
                value |= (long)(next & 0x7F) << shift;
                shift += 7;
            } while ((next & 0x80) != 0);

            return value;
        }
    }

    private static int Byte(FileStream file) => file.ReadByte() is >= 0 and var value ? value : throw new EndOfStreamException();
}
