using System.Collections.Immutable;
using Containerize.Benchmarks.Output;

namespace Containerize.Benchmarks.Publishing;

/// <summary>A row of the table, with the figures to reach; null where there is none.</summary>
internal sealed record Case(Workload Workload, Scenario Scenario, Network Network)
{
    public static ImmutableArray<Case> All { get; } =
    [
        new(Workload.Big, Scenario.Cold, Network.Local)
        {
            Overhead = Limit.Ratio(0.35),
            Bytes = Limit.Ratio(1.1),
            Requests = Limit.Ratio(1.5),
        },
        new(Workload.Big, Scenario.WarmMachine, Network.Local),
        new(Workload.Big, Scenario.Line, Network.Local)
        {
            Overhead = Limit.Ratio(0.08),
            Bytes = Limit.AtMost(100_000),
            Requests = Limit.AtMost(15),
        },
        new(Workload.Big, Scenario.Fresh, Network.Local)
        {
            Overhead = Limit.Ratio(0.30),
            Bytes = Limit.AtMost(100_000),
            Requests = Limit.AtMost(17),
        },
        new(Workload.Big, Scenario.Unchanged, Network.Local)
        {
            Overhead = Limit.Ratio(0.06),
            Blobs = Limit.AtMost(0),
            Requests = Limit.AtMost(4),
        },
        new(Workload.Big, Scenario.UnchangedButDirty, Network.Local),
        new(Workload.Big, Scenario.Cold, Network.Slow) { Overhead = Limit.Ratio(0.65), Bytes = Limit.Ratio(1.1) },
        new(Workload.Big, Scenario.Line, Network.Slow) { Overhead = Limit.Ratio(0.06), Bytes = Limit.AtMost(100_000) },
        new(Workload.Small, Scenario.Cold, Network.Local) { Overhead = Limit.Ratio(1), Bytes = Limit.Ratio(1.1) },
        new(Workload.Small, Scenario.WarmMachine, Network.Local),
        new(Workload.Small, Scenario.Line, Network.Local),
        new(Workload.Small, Scenario.Fresh, Network.Local),
        new(Workload.Small, Scenario.Unchanged, Network.Local)
        {
            Overhead = Limit.Ratio(0.7),
            Blobs = Limit.AtMost(0),
            Requests = Limit.AtMost(4),
        },
        new(Workload.Small, Scenario.UnchangedButDirty, Network.Local),
        new(Workload.Small, Scenario.Unchanged, Network.Slow),
    ];

    public Limit? Overhead { get; init; }

    public Limit? Bytes { get; init; }

    public Limit? Requests { get; init; }

    public Limit? Blobs { get; init; }

    public Limit Memory { get; } = Limit.Ratio(1);

    public string Title => Network.Title.Length == 0 ? Scenario.Title : $"{Scenario.Title}; {Network.Title}";
}
