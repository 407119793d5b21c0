using System.Globalization;
using System.Text;
using Containerize.Text;

namespace Containerize.Dockerfiles;

/// <summary>The difference of two short texts, as <c>diff -u</c> shows it: what goes with <c>-</c>, what comes with <c>+</c>.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    // No one reads more lines than these in a message, and longer ones neither.
    private const int MaximumLines = 200;
    private const int MaximumLength = 300;

    public static string Create(string name, string from, string to)
    {
        var lines = Compare(from.TrimEnd('\n').Split('\n'), to.TrimEnd('\n').Split('\n'));
        var text = new StringBuilder($"--- {PrintableText.OneLine(name)}\n+++ {PrintableText.OneLine(name)} (what the project gives)");
        var shown = 0;
        for (var start = 0; start < lines.Count; )
        {
            var first = lines.FindIndex(start, line => line.Sign != ' ');
            if (first < 0)
            {
                break;
            }

            // Differences with fewer equal lines between them than two contexts are in one hunk.
            var last = first;
            for (var index = first; index < lines.Count && index <= last + (2 * Context); index++)
            {
                last = lines[index].Sign == ' ' ? last : index;
            }

            var begin = Math.Max(start, first - Context);
            var end = Math.Min(lines.Count, last + Context + 1);
            text.Append(CultureInfo.InvariantCulture, $"\n@@ -{Range('+', begin, end)} +{Range('-', begin, end)} @@");
            foreach (var (sign, line) in lines[begin..end])
            {
                if (++shown > MaximumLines)
                {
                    return text.Append("\n…").ToString();
                }

                text.Append('\n').Append(sign).Append(PrintableText.Line(line, MaximumLength));
            }

            start = end;
        }

        return text.ToString();

        string Range(char others, int begin, int end) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{lines.Take(begin).Count(line => line.Sign != others) + 1},{lines[begin..end].Count(line => line.Sign != others)}"
            );
    }

    /// <summary>The longest common subsequence of lines; texts too long for it go and come whole.</summary>
    private static List<(char Sign, string Line)> Compare(string[] from, string[] to)
    {
        const int MaximumCells = 4_000_000;
        if ((long)from.Length * to.Length > MaximumCells)
        {
            return [.. from.Select(line => ('-', line)), .. to.Select(line => ('+', line))];
        }

        var lengths = new int[from.Length + 1, to.Length + 1];
        for (var i = from.Length - 1; i >= 0; i--)
        {
            for (var j = to.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = from[i] == to[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        var lines = new List<(char Sign, string Line)>();
        for (var (i, j) = (0, 0); i < from.Length || j < to.Length; )
        {
            if (i < from.Length && j < to.Length && from[i] == to[j])
            {
                lines.Add((' ', from[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (j == to.Length || (i < from.Length && lengths[i + 1, j] >= lengths[i, j + 1]))
            {
                lines.Add(('-', from[i++]));
            }
            else
            {
                lines.Add(('+', to[j++]));
            }
        }

        return lines;
    }
}
