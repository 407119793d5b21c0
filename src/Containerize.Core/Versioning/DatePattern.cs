using System.Globalization;
using System.Text;

namespace Containerize.Versioning;

/// <summary>Dates in the notation that CI users know from moment.js: <c>YYYYMMDD-HHmmss</c>, with words in brackets.</summary>
internal static class DatePattern
{
    // The longest first: MMMM is no MM twice.
    private static readonly string[] Tokens =
    [
        "YYYY",
        "GGGG",
        "MMMM",
        "DDDD",
        "dddd",
        "MMM",
        "DDD",
        "ddd",
        "SSS",
        "YY",
        "GG",
        "MM",
        "DD",
        "Do",
        "dd",
        "HH",
        "hh",
        "kk",
        "mm",
        "ss",
        "SS",
        "WW",
        "ZZ",
        "M",
        "D",
        "d",
        "H",
        "h",
        "k",
        "m",
        "s",
        "S",
        "W",
        "E",
        "A",
        "a",
        "X",
        "x",
        "Q",
        "Z",
    ];

    public static string Format(DateTimeOffset time, string pattern)
    {
        var result = new StringBuilder();
        for (var position = 0; position < pattern.Length; )
        {
            if (pattern[position] == '[' && pattern.IndexOf(']', position) is > 0 and var end)
            {
                result.Append(pattern, position + 1, end - position - 1);
                position = end + 1;
            }
            else if (Array.Find(Tokens, token => string.CompareOrdinal(pattern, position, token, 0, token.Length) == 0) is { } token)
            {
                result.Append(Value(time, token));
                position += token.Length;
            }
            else
            {
                result.Append(pattern[position++]);
            }
        }

        return result.ToString();
    }

    private static string Value(DateTimeOffset time, string token) =>
        token switch
        {
            "YYYY" => Text(time, "yyyy"),
            "YY" => Text(time, "yy"),
            "GG" => (ISOWeek.GetYear(time.DateTime) % 100).ToString("00", CultureInfo.InvariantCulture),
            "GGGG" => ISOWeek.GetYear(time.DateTime).ToString("0000", CultureInfo.InvariantCulture),
            "MMMM" or "MMM" or "MM" or "M" => Text(time, token),
            "DDDD" => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            "DDD" => time.DayOfYear.ToString(CultureInfo.InvariantCulture),
            "DD" or "D" => Text(time, token.ToLowerInvariant()),
            "HH" or "H" or "hh" or "h" or "mm" or "m" or "ss" or "s" => Text(time, token),
            "Do" => $"{time.Day.ToString(CultureInfo.InvariantCulture)}{Ending(time.Day)}",
            "dddd" or "ddd" => Text(time, token),
            "dd" => Text(time, "ddd")[..2],
            "d" => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            "k" => (time.Hour == 0 ? 24 : time.Hour).ToString(CultureInfo.InvariantCulture),
            "kk" => (time.Hour == 0 ? 24 : time.Hour).ToString("00", CultureInfo.InvariantCulture),
            "SSS" or "SS" or "S" => Text(time, token.Replace('S', 'f')),
            "WW" => ISOWeek.GetWeekOfYear(time.DateTime).ToString("00", CultureInfo.InvariantCulture),
            "W" => ISOWeek.GetWeekOfYear(time.DateTime).ToString(CultureInfo.InvariantCulture),
            "E" => (time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            "A" => Text(time, "tt"),
            "a" => Text(time, "tt").ToLowerInvariant(),
            "X" => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "x" => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            "Q" => ((time.Month + 2) / 3).ToString(CultureInfo.InvariantCulture),
            "ZZ" => Text(time, "zzz").Replace(":", "", StringComparison.Ordinal),
            _ => Text(time, "zzz"),
        };

    private static string Ending(int day) =>
        (day, day % 10) switch
        {
            (11 or 12 or 13, _) => "th",
            (_, 1) => "st",
            (_, 2) => "nd",
            (_, 3) => "rd",
            _ => "th",
        };

    // One letter alone would be a standard format.
    private static string Text(DateTimeOffset time, string format) =>
        time.ToString(format.Length == 1 ? $"%{format}" : format, CultureInfo.InvariantCulture);
}
