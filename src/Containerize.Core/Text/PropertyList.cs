namespace Containerize.Text;

/// <summary>
/// A property that holds a list. Its parts stand between <c>;</c>, <c>,</c>, blanks or new lines: on a command line
/// MSBuild splits at <c>;</c> and <c>,</c> itself, so that only blanks arrive.
/// </summary>
internal static class PropertyList
{
    private static readonly char[] Separators = [';', ',', ' ', '\t', '\r', '\n'];

    /// <summary>The parts in their order; none of them is empty.</summary>
    public static string[] Split(string? text) => (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}
