using System.Globalization;

namespace Containerize.Planning;

/// <summary>
/// A time as engines write it: <c>30s</c>, <c>1m30s</c>, <c>1.5h</c>, <c>500ms</c>. Source: Dockerfile reference,
/// HEALTHCHECK, and Go's <c>time.ParseDuration</c>, of which the units below a millisecond are left out.
/// </summary>
internal static class Duration
{
    private static readonly (string Unit, TimeSpan Value)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
    ];

    /// <summary>Null where the text is no duration, or not more than nothing.</summary>
    public static TimeSpan? TryParse(string text)
    {
        var total = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        while (rest.Length > 0)
        {
            var length = rest.IndexOfAnyExcept("0123456789.");
            var number = rest[..Math.Max(length, 0)];
            var (unit, value) = Array.Find(Units, length > 0 ? Starts(rest[length..].ToString()) : _ => false);
            if (
                unit is null
                || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                || count > int.MaxValue
            )
            {
                return null;
            }

            var ticks = (count * value.Ticks) + total.Ticks;
            if (ticks > TimeSpan.MaxValue.Ticks / 100)
            {
                return null;
            }

            total = TimeSpan.FromTicks((long)ticks);
            rest = rest[(length + unit.Length)..];
        }

        return total > TimeSpan.Zero ? total : null;
    }

    /// <summary>The shortest text for it: <c>1m30s</c>.</summary>
    public static string Format(TimeSpan time)
    {
        var parts = new List<string>();
        foreach (var (unit, value) in new[] { Units[1], Units[2], Units[3], Units[0] })
        {
            var count = time.Ticks / value.Ticks;
            time -= value * count;
            if (count > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count}{unit}"));
            }
        }

        return parts.Count == 0 ? "0s" : string.Concat(parts);
    }

    private static Predicate<(string Unit, TimeSpan Value)> Starts(string rest) =>
        candidate => rest.StartsWith(candidate.Unit, StringComparison.Ordinal);
}
