using System.Globalization;
using Containerize.Benchmarks.Commands;
using Containerize.Benchmarks.Output;
using Containerize.Benchmarks.Publishing;
using Containerize.Layers;
using Containerize.Streams;

namespace Containerize.Benchmarks.Layers;

/// <summary>
/// Our layers against what the machine can do at all, and what each level costs: the big workload's publish folder as
/// one layer.
/// </summary>
internal static class LayerBenchmark
{
    private const int DefaultRuns = 5;

    /// <summary>Figure to reach: ours to the machine's.</summary>
    private static readonly Limit Bound = Limit.Ratio(1.15);

    /// <summary>zlib's levels; 0 stores.</summary>
    private static readonly int[] Levels = [0, 1, 2, 3, 4, 5, 6, 9];

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var machine = await Machine.DescribeAsync(cancellationToken);
        var runs = options.Runs ?? DefaultRuns;
        Progress.Write("Publish the big workload");
        var workspace = await Workspace.CreateAsync(
            Path.Combine(options.Folder, "big"),
            Workload.Big,
            Tool.Sdk,
            "",
            options,
            cancellationToken
        );
        var folder = Path.Combine(workspace.Source, Workload.Big.PublishFolder);
        var content = new LayerContent("application", "/app", PublishedFiles.List(folder, cancellationToken: cancellationToken));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{machine}. Medians of {runs}. {content.Files.Length} files with {Units.Bytes(content.Size)} as one layer.\n"
            )
        );

        var bound = await CompareAsync(content, folder, runs, options.Folder, cancellationToken);
        var levels = await MeasureLevelsAsync(content, runs, options.Folder, cancellationToken);
        var path = await ResultFile.WriteAsync(
            "layers",
            new
            {
                machine,
                runs,
                bound,
                levels,
            },
            cancellationToken
        );
        Progress.Write($"Numbers: {path}");
    }

    private static async Task<object> CompareAsync(
        LayerContent content,
        string folder,
        int runs,
        string work,
        CancellationToken cancellationToken
    )
    {
        var level = LayerCompression.Balanced.Level;
        var line = string.Create(CultureInfo.InvariantCulture, $"tar -cf - . | pigz -{level} -p {Environment.ProcessorCount} | sha256sum");
        var pipe = new Command("bash", "-o", "pipefail", "-c", line) { Folder = folder };
        var (ours, theirs) = (new List<LayerCost>(), new List<Cost>());
        await LayerCost.MeasureAsync(content, level, work, cancellationToken); // compiles the code
        for (var run = 1; run <= runs; run++)
        {
            ours.Add(await LayerCost.MeasureAsync(content, level, work, cancellationToken));
            theirs.Add(await pipe.MeasureAsync(cancellationToken));
            Progress.Write($"{run}/{runs}: {Units.Seconds(ours[^1].Seconds)}, pigz {Units.Seconds(theirs[^1].Seconds)}");
        }

        var ratio = Median.Of(ours.Zip(theirs, (one, other) => one.Seconds / other.Seconds));
        var table = new MarkdownTable("", "Time", "CPU");
        table.Add("our layer", Units.Seconds(LayerCost.MedianOf(ours).Seconds), Units.Seconds(LayerCost.MedianOf(ours).CpuSeconds));
        table.Add(
            "tar, pigz, sha256sum",
            Units.Seconds(Median.Of(theirs.Select(cost => cost.Seconds))),
            Units.Seconds(Median.Of(theirs.Select(cost => cost.CpuSeconds)))
        );
        Console.WriteLine($"{table}\nRatio: {Bound.Judge(ratio)}, to `{line}`.\n");
        return new
        {
            level,
            ratio,
            ours,
            theirs,
        };
    }

    private static async Task<object> MeasureLevelsAsync(LayerContent content, int runs, string work, CancellationToken cancellationToken)
    {
        var costs = Levels.ToDictionary(level => level, _ => new List<LayerCost>());
        for (var run = 1; run <= runs; run++)
        {
            foreach (var level in Levels)
            {
                costs[level].Add(await LayerCost.MeasureAsync(content, level, work, cancellationToken));
            }

            Progress.Write($"{run}/{runs}: all levels");
        }

        var table = new MarkdownTable("Level", "Name", "Size", "Time", "CPU");
        foreach (var (level, measured) in costs)
        {
            var cost = LayerCost.MedianOf(measured);
            var name = LayerCompression.All.FirstOrDefault(compression => compression.Level == level)?.Name ?? "";
            table.Add(
                level.ToString(CultureInfo.InvariantCulture),
                name,
                Units.Bytes(cost.Bytes),
                Units.Seconds(cost.Seconds),
                Units.Seconds(cost.CpuSeconds)
            );
        }

        Console.Write(table);
        return costs;
    }
}
