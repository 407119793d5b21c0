using System.Globalization;

namespace Containerize.Layers;

/// <summary>Names of files for a message: the first few, and how many more there are.</summary>
internal static class NameList
{
    private const int Shown = 5;

    public static string Of(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Shown).Select(name => $"'{name}'")) + (names.Count > Shown ? $" and {Text(names.Count - Shown)} more" : "");

    public static string Count(int count) => count == 1 ? "1 file" : $"{Text(count)} files";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
