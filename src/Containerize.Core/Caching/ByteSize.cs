using System.Globalization;

namespace Containerize.Caching;

/// <summary>A number of bytes as a person writes it: <c>2GB</c>, <c>1.5 GiB</c>, <c>500000000</c>.</summary>
internal static class ByteSize
{
    // The longer units first: "B" ends all of them.
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10),
        ("MiB", 1L << 20),
        ("GiB", 1L << 30),
        ("KB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("B", 1),
        ("", 1),
    ];

    /// <summary>A number without sign, with a decimal point where wanted, and a unit in upper or lower case.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var (unit, factor) = Array.Find(Units, candidate => text.EndsWith(candidate.Unit, StringComparison.OrdinalIgnoreCase));
        var number = text.AsSpan(0, text.Length - unit.Length).TrimEnd();
        var isNumber = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        var isSize = isNumber && value <= long.MaxValue / factor;
        bytes = isSize ? (long)(value * factor) : 0;
        return isSize;
    }
}
