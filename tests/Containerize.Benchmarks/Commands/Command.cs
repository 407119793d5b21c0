using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Containerize.Benchmarks.Commands;

/// <summary>A program, with where and how it is run.</summary>
internal sealed record Command(string Program, params ImmutableArray<string> Arguments)
{
    private const int OutputShown = 4000;

    public required string Folder { get; init; }

    /// <summary>Over this process's own; null takes a variable away.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <returns>What it printed.</returns>
    /// <exception cref="CommandException">It failed.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await using var _ = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(cancellationToken);
        var text = await output + await errors;
        return process.ExitCode == 0
            ? text
            : throw new CommandException($"{this} failed:\n{text[Math.Max(0, text.Length - OutputShown)..]}");
    }

    /// <summary>Runs it under GNU time, which knows of all the processes that it starts and waits for.</summary>
    /// <exception cref="CommandException">It failed.</exception>
    public async Task<Cost> MeasureAsync(CancellationToken cancellationToken)
    {
        var report = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var timed = this with
            {
                Program = "/usr/bin/time",
                Arguments = ["--format=%U %S %M", $"--output={report}", "--", Program, .. Arguments],
            };
            var start = Stopwatch.GetTimestamp();
            await timed.RunAsync(cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var numbers = (await File.ReadAllTextAsync(report, cancellationToken)).Split(' ');
            return new Cost(seconds, Number(numbers[0]) + Number(numbers[1]), (long)Number(numbers[2]) * 1024);
        }
        finally
        {
            File.Delete(report);
        }

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}
