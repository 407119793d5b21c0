namespace Containerize.Benchmarks.Output;

/// <summary>A table for a page, with columns that also stand under each other in a terminal.</summary>
internal sealed class MarkdownTable(params string[] headers)
{
    private readonly List<string[]> _rows = [headers];

    /// <param name="cells">One for each header.</param>
    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = headers.Select((_, column) => Math.Max(3, _rows.Max(row => row[column].Length))).ToArray();
        var lines = _rows.Select(row => Line(row.Select((cell, column) => cell.PadRight(widths[column])))).ToList();
        lines.Insert(1, Line(widths.Select(width => new string('-', width))));
        return string.Join('\n', lines) + "\n";
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
