using System.Collections.Immutable;
using Containerize.Benchmarks.Output;
using Containerize.Testing.Proxy;

namespace Containerize.Benchmarks.Publishing;

/// <summary>Publishes the workloads with the package and with the .NET SDK, side by side.</summary>
internal static class PublishBenchmark
{
    private const int DefaultRuns = 5;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var (cases, tools, runs) = (Cases(options), Choose(Tool.All, tool => tool.Name, options.Tools), options.Runs ?? DefaultRuns);
        var machine = await Machine.DescribeAsync(cancellationToken);
        await using var proxy = new CountingProxy(options.Registry);
        var results = ImmutableArray.CreateBuilder<CaseResult>();
        foreach (var workload in cases.Select(row => row.Workload).Distinct())
        {
            var workspaces = new Dictionary<Tool, Workspace>();
            foreach (var tool in tools)
            {
                Progress.Write($"Prepare {workload.Name} for {tool.Name}");
                var folder = Path.Combine(options.Folder, $"{workload.Name}-{tool.Name}");
                workspaces[tool] = await Workspace.CreateAsync(folder, workload, tool, proxy.Name, options, cancellationToken);
            }

            foreach (var row in cases.Where(row => row.Workload == workload))
            {
                results.Add(await MeasureAsync(row, workspaces, proxy, runs, cancellationToken));
            }
        }

        Console.Write(PublishTables.Render(results.ToImmutable(), tools, machine, runs));
        Progress.Write(
            $"All runs: {await ResultFile.WriteAsync("publish", PublishTables.ForFile(results.ToImmutable(), machine), cancellationToken)}"
        );
    }

    private static async Task<CaseResult> MeasureAsync(
        Case row,
        Dictionary<Tool, Workspace> workspaces,
        CountingProxy proxy,
        int runs,
        CancellationToken cancellationToken
    )
    {
        var results = workspaces.ToDictionary(entry => entry.Key.Name, _ => ImmutableArray.CreateBuilder<PublishRun>());
        for (var run = 1; run <= runs; run++)
        {
            // One tool after the other within each repetition: both meet the same machine.
            foreach (var (tool, workspace) in workspaces)
            {
                var result = await MeasureAsync(row, workspace, proxy, cancellationToken);
                results[tool.Name].Add(result);
                Progress.Write(
                    $"{row.Workload.Name}, {row.Title}, {run}/{runs}, {tool.Name}: {Units.Seconds(result.Overhead)} over "
                        + $"{Units.Seconds(result.PlainSeconds)}, "
                        + $"{Units.Memory(result.Image.PeakBytes)}, {result.Requests.Length} requests, {Units.Bytes(result.Bytes)}"
                );
            }
        }

        return new CaseResult(row, results.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.ToImmutable()));
    }

    private static async Task<PublishRun> MeasureAsync(
        Case row,
        Workspace workspace,
        CountingProxy proxy,
        CancellationToken cancellationToken
    )
    {
        await workspace.CommitAsync(cancellationToken);
        await row.Scenario.PrepareAsync(workspace, cancellationToken);

        var before = await workspace.PublishAsync(cancellationToken);
        proxy.Shape = row.Network.Shape;
        proxy.Reset();
        var image = await workspace.PublishImageAsync(cancellationToken);
        var traffic = proxy.Traffic;
        proxy.Shape = NetworkShape.None;
        var after = await workspace.PublishAsync(cancellationToken);
        return new PublishRun(before, image, after, traffic.Requests, traffic.BodyBytes, traffic.Blobs);
    }

    private static ImmutableArray<Case> Cases(BenchmarkOptions options)
    {
        var workloads = Choose(Workload.All, workload => workload.Name, options.Workloads);
        var scenarios = Choose(Scenario.All, scenario => scenario.Name, options.Scenarios);
        var networks = Choose(Network.All, network => network.Name, options.Networks);
        return
        [
            .. Case.All.Where(row =>
                workloads.Contains(row.Workload) && scenarios.Contains(row.Scenario) && networks.Contains(row.Network)
            ),
        ];
    }

    /// <exception cref="FormatException">A name is nobody's.</exception>
    private static ImmutableArray<T> Choose<T>(ImmutableArray<T> all, Func<T, string> nameOf, ImmutableArray<string> names) =>
        names.IsEmpty
            ? all
            :
            [
                .. names.Select(name =>
                    all.FirstOrDefault(one => nameOf(one) == name)
                    ?? throw new FormatException($"there is no '{name}'; there are {string.Join(", ", all.Select(nameOf))}")
                ),
            ];
}
