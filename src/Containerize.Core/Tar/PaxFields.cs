using System.Globalization;
using System.Text;

namespace Containerize.Tar;

/// <summary>What extended headers say of the entry that follows them; null where they do not say it.</summary>
internal sealed class PaxFields
{
    public string? Name { get; set; }

    public string? LinkName { get; set; }

    public long? Size { get; private set; }

    public long? UserId { get; private set; }

    public long? GroupId { get; private set; }

    /// <summary>Seconds since 1970, without their fraction.</summary>
    public long? ModifiedTime { get; private set; }

    /// <exception cref="InvalidDataException">The records are not what POSIX says.</exception>
    public void Read(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            var space = records.IndexOf((byte)' ');
            if (
                space <= 0
                || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1
                || length > records.Length
            )
            {
                throw new InvalidDataException("it has a damaged pax header");
            }

            var record = records[(space + 1)..(length - 1)];
            var sign = record.IndexOf((byte)'=');
            if (sign > 0)
            {
                Apply(Encoding.UTF8.GetString(record[..sign]), Encoding.UTF8.GetString(record[(sign + 1)..]));
            }

            records = records[length..];
        }
    }

    private void Apply(string key, string value)
    {
        switch (key)
        {
            case "path":
                Name = value;
                break;
            case "linkpath":
                LinkName = value;
                break;
            case "size":
                Size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw new InvalidDataException($"it is damaged: the size of an entry is '{value}'");
                break;
            case "uid":
                UserId = Number(value);
                break;
            case "gid":
                GroupId = Number(value);
                break;
            case "mtime":
                ModifiedTime =
                    decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var time)
                    && Math.Abs(time) < long.MaxValue
                        ? (long)Math.Floor(time)
                        : null;
                break;
        }
    }

    /// <summary>Null where it is no number: the header's own counts then.</summary>
    private static long? Number(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
