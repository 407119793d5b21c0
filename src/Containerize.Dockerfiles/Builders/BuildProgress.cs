using System.Globalization;
using Containerize.Diagnostics;
using Containerize.Text;

namespace Containerize.Builders;

/// <summary>
/// What a person is told of a build while it runs: a line when a step begins, and one when it has ended or was cached.
/// Every builder says so in its own way; here it becomes one. For one thread.
/// </summary>
/// <param name="log">Gets the lines.</param>
/// <param name="target">The stage that is built.</param>
/// <param name="secrets">Texts to hide; a command that prints one prints stars.</param>
internal sealed class BuildProgress(IBuildLog log, string target, IReadOnlyCollection<string> secrets)
{
    private readonly Dictionary<string, BuildStep> _steps = new(StringComparer.Ordinal);
    private readonly List<BuildStep> _order = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>The last thing that any step, or the builder itself, printed.</summary>
    private BuildStep? _latest;

    /// <summary>News of a step.</summary>
    /// <param name="id">Distinguishes steps.</param>
    /// <param name="name">What it does, with its stage: <c>[restore 2/4] RUN dotnet restore</c>.</param>
    /// <param name="isCached">Whether its result was there.</param>
    /// <param name="started">When it began, in seconds; null where it did not.</param>
    /// <param name="completed">When it ended, in seconds; null where it did not.</param>
    /// <param name="error">Why it failed; empty where it did not.</param>
    public void Update(string id, string name, bool isCached, double? started, double? completed, string error)
    {
        var step = Get(id, name);
        step.IsCached |= isCached;
        step.Error = error.Length > 0 ? Clean(error) : step.Error;
        if (started is null || step.IsComplete)
        {
            return;
        }

        var importance = step.Stage.Length > 0 ? MessageImportance.Normal : MessageImportance.Low;
        if (step.IsCached)
        {
            log.Write(importance, $"{step.Name}: cached");
            step.IsBegun = true;
        }
        else if (!step.IsBegun)
        {
            log.Write(importance, step.Name);
            step.IsBegun = true;
        }

        if (completed is not null)
        {
            step.IsComplete = true;
            step.Seconds = completed.Value - started.Value;
            _ = step.PrintRest(line => Write(step, line));
            if (step.IsLast && step.Error.Length == 0)
            {
                Report(step.Stage);
            }
        }
    }

    /// <summary>What a step prints, in parts of any size.</summary>
    public void Print(string id, string text)
    {
        var step = Get(id, name: "");
        _latest = step;
        step.Print(text, line => Write(step, line));
    }

    /// <summary>When all is done: a line for each stage whose last step was not reported.</summary>
    public void Complete()
    {
        foreach (var stage in _order.Select(step => step.Stage).Where(stage => stage.Length > 0).Distinct(StringComparer.Ordinal))
        {
            Report(stage);
        }
    }

    /// <summary>What became of a stage, once: at any verbosity, since a build may take minutes.</summary>
    private void Report(string stage)
    {
        if (stage.Length > 0 && _told.Add(stage))
        {
            // To look up the image that a stage begins with is no work that could be saved.
            var steps = _order.Where(step => step.Stage == stage && !step.IsBase).ToList();
            log.Write(
                MessageImportance.High,
                steps.TrueForAll(step => step.IsCached)
                    ? $"{stage}: cached"
                    : string.Create(CultureInfo.InvariantCulture, $"{stage}: {steps.Sum(step => step.Seconds):0.0} s")
            );
        }
    }

    /// <summary>
    /// The error for a build that failed. The lines that the failing step printed last are written to the log, since a
    /// diagnostic is one line; the last of them is in the error too.
    /// </summary>
    /// <param name="builder">Who built.</param>
    /// <param name="message">The builder's own words.</param>
    public ContainerizeException Failure(string builder, string message)
    {
        var failed = _order.Find(step => step.Error.Length > 0 && !IsConsequence(step.Error)) ?? _order.Find(step => step.Error.Length > 0);
        var step = failed ?? _latest;
        _ = step?.PrintRest(line => Write(step, line));
        foreach (var line in step?.LastLines ?? [])
        {
            log.Write(MessageImportance.High, $"  {line}");
        }

        var said = Clean(message).TrimEnd('.');
        var last = step?.LastLines.LastOrDefault(line => line.Length > 0) is { } text ? $" Its last line was '{text}'." : "";
        return new(
            failed is null
                ? LocalDiagnostics.BuildFailed.Create(builder, said, last)
                : LocalDiagnostics.StepFailed.Create(builder, failed.Name, said, last)
        );
    }

    /// <summary>A line fit for a log: without control characters and secrets, and not too long.</summary>
    public string Clean(string text) =>
        PrintableText.OneLine(
            secrets.Aggregate(WithoutColors(text), (cleaned, secret) => cleaned.Replace(secret, "***", StringComparison.Ordinal)),
            BuildStep.LongestLine
        );

    /// <summary>Takes out what colours a terminal: <c>ESC [ 91 m</c>. Source: ECMA-48, "Control sequences".</summary>
    public static string WithoutColors(string text)
    {
        const string Begin = "\e[";
        for (
            var start = text.IndexOf(Begin, StringComparison.Ordinal);
            start >= 0;
            start = text.IndexOf(Begin, start, StringComparison.Ordinal)
        )
        {
            var end = start + Begin.Length;
            while (end < text.Length && text[end] is < '@' or > '~')
            {
                end++;
            }

            text = text.Remove(start, Math.Min(end + 1, text.Length) - start);
        }

        return text;
    }

    /// <summary>Steps that were still running are told that they are cancelled.</summary>
    private static bool IsConsequence(string error) => error.Contains("context canceled", StringComparison.OrdinalIgnoreCase);

    private BuildStep Get(string id, string name)
    {
        if (!_steps.TryGetValue(id, out var step))
        {
            _steps[id] = step = new BuildStep();
            _order.Add(step);
        }

        if (name.Length > 0 && step.Name.Length == 0)
        {
            step.Rename(Clean(name), target);
        }

        return step;
    }

    private void Write(BuildStep step, string line)
    {
        var cleaned = Clean(line);
        step.Remember(cleaned);
        log.Write(MessageImportance.Low, $"  {cleaned}");
    }
}
