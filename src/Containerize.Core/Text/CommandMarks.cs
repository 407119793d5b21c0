using System.Text;

namespace Containerize.Text;

/// <summary>
/// What makes a line of a log a command to a CI system, and how it stops being one: by a space in its mark, which a person
/// sees and reads over. Text that is broken already stays as it is.
/// </summary>
/// <remarks>
/// Agents written in .NET look for marks with the rules of a culture, which pass over many characters (zero-width ones,
/// marks that combine). So here nothing outside of ASCII keeps the parts of a mark from being one.
/// </remarks>
internal static class CommandMarks
{
    /// <summary>GitLab's and Travis's, whose controls of the terminal are gone already.</summary>
    private static readonly string[] Folds = ["section_start", "section_end", "travis_fold", "travis_time", "travis_section"];

    /// <summary>
    /// Those that count anywhere in a line: <c>##vso[task.complete]</c> of Azure Pipelines, <c>##[error]</c> of Azure and
    /// GitHub, <c>##teamcity[…]</c>, <c>section_start:1:name</c>, <c>travis_fold:start:name</c>.
    /// </summary>
    public static string Break(string text)
    {
        foreach (var fold in Folds)
        {
            text = text.Replace($"{fold}:", $"{fold} :", StringComparison.Ordinal);
        }

        var broken = new StringBuilder();
        var copied = 0;
        for (var at = text.IndexOf('#', StringComparison.Ordinal); at >= 0; at = text.IndexOf('#', at + 1))
        {
            var second = Next(text, at + 1);
            var name = Next(text, second + 1);
            if (second < text.Length && text[second] == '#' && name < text.Length && (text[name] == '[' || char.IsAsciiLetter(text[name])))
            {
                broken.Append(text, copied, second + 1 - copied).Append(' ');
                copied = second + 1;
            }
        }

        return copied == 0 ? text : broken.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>
    /// Those that count where a line begins: <c>::error::</c> of GitHub, also after white space, and Buildkite's groups
    /// (<c>--- name</c>, <c>+++ name</c>, <c>~~~ name</c>, <c>^^^ +++</c>).
    /// </summary>
    public static string BreakStart(string line)
    {
        var first = line.AsSpan().IndexOfAnyInRange('!', '~');
        var second = first < 0 ? line.Length : Next(line, first + 1);
        if (second < line.Length && line[first] == ':' && line[second] == ':')
        {
            return line.Insert(first + 1, " ");
        }

        var isGroup = line.Length >= 3 && line[0] is '-' or '+' or '~' or '^' && line[1] == line[0] && line[2] == line[0];
        return isGroup && (line.Length == 3 || char.IsWhiteSpace(line[3])) ? line.Insert(1, " ") : line;
    }

    /// <summary>Where the next character is that keeps two others apart.</summary>
    private static int Next(string text, int start)
    {
        while (start < text.Length && text[start] is < ' ' or > '~')
        {
            start++;
        }

        return start;
    }
}
