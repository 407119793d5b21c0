using System.Globalization;
using System.Text;

namespace Containerize.Tar;

/// <summary>
/// The records of a pax extended header, <c>LENGTH KEYWORD=VALUE\n</c>, sorted by keyword. The length counts itself.
/// </summary>
internal static class PaxRecords
{
    /// <summary>What ustar cannot say about this entry; empty for nearly all of them.</summary>
    public static ReadOnlySpan<byte> Encode(in TarEntry entry)
    {
        var link = entry.LinkName ?? "";
        if (
            TarHeader.FitsName(entry.Name)
            && TarHeader.FitsName(link)
            && TarHeader.FitsNumber(entry.Size)
            && TarHeader.FitsNumber(entry.ModifiedTime)
            && TarHeader.FitsOwner(entry.UserId)
            && TarHeader.FitsOwner(entry.GroupId)
        )
        {
            return [];
        }

        var records = new StringBuilder();
        Add(records, "gid", TarHeader.FitsOwner(entry.GroupId) ? null : entry.GroupId.ToString(CultureInfo.InvariantCulture));
        Add(records, "linkpath", TarHeader.FitsName(link) ? null : link);
        Add(records, "mtime", TarHeader.FitsNumber(entry.ModifiedTime) ? null : entry.ModifiedTime.ToString(CultureInfo.InvariantCulture));
        Add(records, "path", TarHeader.FitsName(entry.Name) ? null : entry.Name);
        Add(records, "size", TarHeader.FitsNumber(entry.Size) ? null : entry.Size.ToString(CultureInfo.InvariantCulture));
        Add(records, "uid", TarHeader.FitsOwner(entry.UserId) ? null : entry.UserId.ToString(CultureInfo.InvariantCulture));
        return Encoding.UTF8.GetBytes(records.ToString());
    }

    private static void Add(StringBuilder records, string keyword, string? value)
    {
        if (value is null)
        {
            return;
        }

        var rest = keyword.Length + Encoding.UTF8.GetByteCount(value) + " =\n".Length;
        var length = rest + Digits(rest);
        length = rest + Digits(length);
        records.Append(CultureInfo.InvariantCulture, $"{length} {keyword}={value}\n");
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
