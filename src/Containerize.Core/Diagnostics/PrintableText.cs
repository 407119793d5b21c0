using System.Globalization;
using System.Text;

namespace Containerize.Diagnostics;

/// <summary>
/// Text that others wrote, fit for a console and a log: one line, and nothing in it that steers a terminal. A line of
/// its own would be a command to the CI systems that read what a build prints.
/// </summary>
public static class PrintableText
{
    /// <summary>The text with a blank in place of each line break, control and format character.</summary>
    public static string OneLine(string text)
    {
        if (text.All(IsPlain))
        {
            return text;
        }

        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            line.Append(IsPlain(rune) ? rune.ToString() : " ");
        }

        return line.ToString();
    }

    /// <summary>The same, and cut to a number of characters.</summary>
    public static string OneLine(string text, int maximumLength)
    {
        var line = OneLine(text);
        return line.Length <= maximumLength ? line : line[..maximumLength] + "…";
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~';

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
