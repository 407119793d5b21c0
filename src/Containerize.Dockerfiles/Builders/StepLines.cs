using System.Diagnostics;

namespace Containerize.Builders;

/// <summary>
/// Steps in the output of builders that do one after the other and say so in text: <c>Step 2/4 : RUN make</c> is the
/// classic Docker builder's, <c>STEP 2/4: RUN make</c> Buildah's and Podman's, with <c>[1/2]</c> before it where there
/// are several stages.
/// </summary>
internal sealed class StepLines(BuildProgress progress, string target)
{
    private const string ErrorMark = "Error: ";

    /// <summary>What the builders say about their own housekeeping.</summary>
    private static readonly string[] Remarks = ["-->", "--->", "Removing intermediate container", "Successfully built"];

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly BuildStep _line = new();
    private string _stage = target;
    private string _name = "";
    private int _number;
    private double _begun;
    private bool _isTold;

    /// <summary>What it says of a failure.</summary>
    public string Error { get; private set; } = "it gave no reason";

    private double Now => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    private string Id => $"step {_number}";

    /// <summary>Takes output in parts of any size.</summary>
    public void Read(string text) => _line.Print(text, ReadLine);

    /// <summary>Takes a whole line.</summary>
    public void ReadLine(string text)
    {
        var line = BuildProgress.WithoutColors(text).TrimStart();
        if (FindStep(line) is var (count, instruction))
        {
            End(isCached: false);
            _number++;
            _stage = StageOf(instruction) ?? _stage;
            _name = $"[{_stage} {count}] {instruction}";
            _begun = Now;

            // Whether it is cached is in the next line, so a step of no time is not told as one that began.
            _isTold = false;
        }
        else if (line.Contains("Using cache", StringComparison.Ordinal))
        {
            End(isCached: true);
        }
        else if (line.StartsWith(ErrorMark, StringComparison.Ordinal))
        {
            Error = line[ErrorMark.Length..];
        }
        else if (_number > 0 && line.Length > 0 && !Remarks.Any(remark => line.StartsWith(remark, StringComparison.Ordinal)))
        {
            Report();
            progress.Print(Id, text + "\n");
        }
    }

    /// <summary>The last step is over.</summary>
    /// <param name="error">Why it failed; empty where it did not.</param>
    public void End(string error = "") => End(isCached: false, error);

    private void Report()
    {
        if (!_isTold && _name.Length > 0)
        {
            _isTold = true;
            progress.Update(Id, _name, isCached: false, _begun, completed: null, error: "");
        }
    }

    private void End(bool isCached, string error = "")
    {
        if (_name.Length > 0)
        {
            progress.Update(Id, _name, isCached, _begun, Now, error);
            _name = "";
        }
    }

    /// <summary>The count and the instruction of a line that begins a step.</summary>
    private static (string Count, string Instruction)? FindStep(string line)
    {
        var text = line.StartsWith('[') && line.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end ? line[(end + 2)..] : line;
        if (!text.StartsWith("step ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var count = colon < 0 ? "" : text[5..colon].Trim();
        return count.Length > 0 && char.IsAsciiDigit(count[0]) ? (count, text[(colon + 1)..].Trim()) : null;
    }

    /// <summary><c>FROM image AS restore</c> is restore.</summary>
    private static string? StageOf(string instruction)
    {
        var words = instruction.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            words is [var from, .., var asWord, var name]
            && from.Equals("FROM", StringComparison.OrdinalIgnoreCase)
            && asWord.Equals("AS", StringComparison.OrdinalIgnoreCase)
            ? name
            : null;
    }
}
