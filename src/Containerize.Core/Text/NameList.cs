using System.Globalization;

namespace Containerize.Text;

/// <summary>Names for a message: the first few, and how many more there are. More of them would hide what it says.</summary>
internal static class NameList
{
    private const int Shown = 5;

    public static string Quote(IEnumerable<string> names) => Unquoted([.. names.Select(name => $"'{name}'")]);

    public static string Unquoted(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {Text(names.Count - Shown)} more" : "");

    public static string Count(int count) => count == 1 ? "1 file" : $"{Text(count)} files";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
