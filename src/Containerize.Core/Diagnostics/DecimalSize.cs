using System.Globalization;

namespace Containerize.Diagnostics;

/// <summary>Sizes in decimal units, as registries and <c>docker images</c> show them.</summary>
internal static class DecimalSize
{
    /// <summary>In the next unit where rounding reaches it.</summary>
    public static string Text(long count) =>
        count switch
        {
            < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{count} B"),
            < 999_950 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0.#} kB"),
            < 999_950_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.#} MB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.##} GB"),
        };
}
