namespace Containerize.Text;

/// <summary>
/// A property that holds a list. Its parts are separated by <c>;</c>, <c>,</c>, spaces or line breaks: on a command line
/// MSBuild splits at <c>;</c> and <c>,</c> itself, so only spaces arrive.
/// </summary>
internal static class PropertyList
{
    private static readonly char[] Separators = [';', ',', ' ', '\t', '\r', '\n'];

    /// <summary>The parts in their order; none of them is empty.</summary>
    public static string[] Split(string? text) => (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}
