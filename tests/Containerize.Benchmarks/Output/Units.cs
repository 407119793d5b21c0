using System.Globalization;

namespace Containerize.Benchmarks.Output;

/// <summary>Numbers as a table has them.</summary>
internal static class Units
{
    public static string Seconds(double value) =>
        value.ToString(Math.Abs(value) < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " s";

    /// <summary>Decimal units, as for what goes over a line.</summary>
    public static string Bytes(double value) =>
        value switch
        {
            < 1e3 => Number(value) + " B",
            < 1e6 => (value / 1e3).ToString("0", CultureInfo.InvariantCulture) + " kB",
            < 1e9 => (value / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB",
            _ => (value / 1e9).ToString("0.00", CultureInfo.InvariantCulture) + " GB",
        };

    /// <summary>Binary units, as for memory.</summary>
    public static string Memory(double bytes) => (bytes / (1 << 20)).ToString("0", CultureInfo.InvariantCulture) + " MiB";

    public static string Ratio(double value) => value.ToString(Decimals(value) == 3 ? "0.000" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>To what <see cref="Ratio"/> shows.</summary>
    public static double RoundRatio(double value) => Math.Round(value, Decimals(value));

    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static int Decimals(double ratio) => Math.Abs(ratio) < 0.1 ? 3 : 2;
}
