using System.Globalization;
using System.Text;

namespace Containerize.Text;

/// <summary>
/// Text that others wrote, fit for a console and a log: one line, nothing in it that steers a terminal, and no command
/// to the CI systems that read what a build prints. All that is logged passes here, except for what <c>Ci</c> sends to a
/// system on purpose.
/// </summary>
internal static class PrintableText
{
    /// <summary>Text with a space in place of each line break, control and format character, and with commands broken.</summary>
    public static string OneLine(string text) => CommandMarks.Break(WithoutControls(text));

    /// <summary>The same, and cut to a number of characters.</summary>
    public static string OneLine(string text, int maximumLength)
    {
        var line = OneLine(text);
        return line.Length <= maximumLength ? line : line[..maximumLength] + "…";
    }

    /// <summary>A whole line of a log: what is a command only where a line begins with it is broken too.</summary>
    public static string Line(string text) => CommandMarks.BreakStart(OneLine(text));

    /// <summary>The same, and cut to a number of characters.</summary>
    public static string Line(string text, int maximumLength) => CommandMarks.BreakStart(OneLine(text, maximumLength));

    /// <summary>Several lines of a log.</summary>
    public static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => Line(line)));

    /// <summary>One line that steers no terminal, and may be a command.</summary>
    public static string WithoutControls(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
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

    private static bool IsPlain(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
