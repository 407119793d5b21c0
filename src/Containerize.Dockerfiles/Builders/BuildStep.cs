using System.Text;

namespace Containerize.Builders;

/// <summary>A step of a build that runs, and the end of what it printed.</summary>
internal sealed class BuildStep
{
    /// <summary>In characters; programs without line breaks exist.</summary>
    public const int LongestLine = 1000;

    private const int RememberedLines = 20;

    private readonly Queue<string> _last = new();
    private readonly StringBuilder _line = new();

    /// <summary><c>[restore 2/4] RUN dotnet restore</c>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The stage it belongs to; empty for what the builder does besides.</summary>
    public string Stage { get; private set; } = "";

    /// <summary>Whether it only looks up the image that its stage begins with.</summary>
    public bool IsBase => Name.Contains("] FROM ", StringComparison.Ordinal);

    /// <summary>Whether its stage ends with it: <c>[restore 4/4]</c>.</summary>
    public bool IsLast =>
        Name.IndexOf(']', StringComparison.Ordinal) is > 0 and var end
        && Name[..end].Split(' ', '[')[^1].Split('/') is [var number, var count]
        && number == count;

    public bool IsCached { get; set; }

    public bool IsBegun { get; set; }

    public bool IsComplete { get; set; }

    public double Seconds { get; set; }

    public string Error { get; set; } = "";

    public IReadOnlyCollection<string> LastLines => _last;

    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="onlyStage">The stage where the name has none, because there is only one.</param>
    public void Rename(string name, string onlyStage) => (Name, Stage) = (name, StageOf(name, onlyStage));

    /// <summary>Takes what it printed, and gives each line that ends in it.</summary>
    public void Print(string text, Action<string> onLine)
    {
        foreach (var c in text)
        {
            // A bar that grows begins its line again and again.
            if (c is not ('\n' or '\r') && _line.Length < LongestLine)
            {
                _line.Append(c);
            }
            else
            {
                PrintRest(onLine);
                _line.Append(c is '\n' or '\r' ? "" : c.ToString());
            }
        }
    }

    /// <summary>Gives the line that has not ended; false where there is none.</summary>
    public bool PrintRest(Action<string> onLine)
    {
        if (_line.Length == 0)
        {
            return false;
        }

        var line = _line.ToString();
        _line.Clear();
        onLine(line);
        return true;
    }

    public void Remember(string line)
    {
        _last.Enqueue(line);
        if (_last.Count > RememberedLines)
        {
            _last.Dequeue();
        }
    }

    /// <summary><c>[restore 2/4]</c> and <c>[linux/amd64 restore 2/4]</c> are restore, <c>[internal]</c> is no stage.</summary>
    private static string StageOf(string name, string onlyStage)
    {
        var end = name.IndexOf(']', StringComparison.Ordinal);
        if (!name.StartsWith('[') || end < 0)
        {
            return "";
        }

        var words = name[1..end].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 || !char.IsAsciiDigit(words[^1][0]) || !words[^1].Contains('/', StringComparison.Ordinal) ? ""
            : words.Length == 1 || words[^2].Contains('/', StringComparison.Ordinal) ? onlyStage
            : words[^2];
    }
}
