using System.Globalization;

namespace Containerize.Oci;

/// <summary>Dates as images carry them: RFC 3339, UTC, whole seconds.</summary>
internal static class Timestamp
{
    private static readonly int SecondsLength = "yyyy-MM-ddTHH:mm:ss".Length;

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads an RFC 3339 date to the second; a date without an offset is not one.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        // Fractions have any number of digits: Docker writes nine, more than .NET takes. None is written again.
        var end = SecondsLength;
        if (text.Length > end && text[end] == '.')
        {
            while (++end < text.Length && char.IsAsciiDigit(text[end])) { }
        }

        time = default;
        return end != SecondsLength + 1
            && text.Length > end
            && text[end] is 'Z' or '+' or '-'
            && DateTimeOffset.TryParseExact(
                text.AsSpan(0, SecondsLength).ToString() + text[end..],
                "yyyy-MM-dd'T'HH:mm:ssK",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out time
            );
    }
}
