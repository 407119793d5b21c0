namespace Containerize.Builders;

/// <summary>
/// Walks over the fields of a message. BuildKit's progress is the only thing here in this encoding, and needs no more.
/// Source: Protocol Buffers documentation, "Encoding".
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;
    private const int LongestVarint = 10;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Its value where that is a number or a boolean.</summary>
    public long Number { get; private set; }

    /// <summary>Its value where that is a text, bytes or a message of its own.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="FormatException">It is not such a message, or cut short.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarint();
        (Field, Number) = ((int)(tag >> 3), 0);
        Bytes = default;
        switch ((int)(tag & 7))
        {
            case Varint:
                Number = ReadVarint();
                break;
            case LengthDelimited:
                Bytes = Take(ReadVarint());
                break;
            case Fixed64:
                Take(sizeof(long));
                break;
            case Fixed32:
                Take(sizeof(int));
                break;
            case var other:
                throw new FormatException($"field {Field} has the unknown type {other}");
        }

        return true;
    }

    private long ReadVarint()
    {
        long value = 0;
        for (var i = 0; i < Math.Min(LongestVarint, _rest.Length); i++)
        {
            value |= (long)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("a number is incomplete");
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > _rest.Length)
        {
            throw new FormatException("a field is incomplete");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
