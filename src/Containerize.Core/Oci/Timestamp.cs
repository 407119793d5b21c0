using System.Globalization;
using System.Text.RegularExpressions;

namespace Containerize.Oci;

/// <summary>Dates as images carry them: RFC 3339, UTC, whole seconds.</summary>
public static partial class Timestamp
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads an RFC 3339 date to the second; a date without an offset is not one.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        // Fractions have any number of digits: Docker writes nine, more than .NET takes. None is written again.
        var match = Rfc3339().Match(text);
        return DateTimeOffset.TryParseExact(
            match.Groups["time"].Value + match.Groups["offset"].Value,
            "yyyy-MM-dd'T'HH:mm:ssK",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out time);
    }

    [GeneratedRegex(@"\A(?<time>.{19})(\.[0-9]+)?(?<offset>Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rfc3339();
}
