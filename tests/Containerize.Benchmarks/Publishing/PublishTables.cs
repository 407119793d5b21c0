using System.Collections.Immutable;
using System.Text;
using Containerize.Benchmarks.Output;

namespace Containerize.Benchmarks.Publishing;

/// <summary>The results as a person reads them: medians for each tool, and ratios beside the figures to reach.</summary>
internal static class PublishTables
{
    public static string Render(ImmutableArray<CaseResult> results, ImmutableArray<Tool> tools, Machine machine, int runs)
    {
        var text = new StringBuilder().Append(Invariant($"{machine}. Medians of {runs}.\n\n")).Append(Values(results, tools));
        if (results.All(result => result.IsComparison))
        {
            text.Append("\nContainerize.Sdk to the .NET SDK: medians of each repetition's ratio, with the figure to reach.\n\n")
                .Append(Ratios(results));
        }

        return text.ToString();
    }

    /// <summary>What <c>publish.json</c> holds.</summary>
    public static object ForFile(ImmutableArray<CaseResult> results, Machine machine) =>
        new
        {
            machine,
            cases = results.Select(result => new
            {
                workload = result.Case.Workload.Name,
                scenario = result.Case.Scenario.Name,
                network = result.Case.Network.Name,
                ratios = !result.IsComparison
                    ? null
                    : new
                    {
                        overhead = result.Ratio(run => run.Overhead),
                        overheadOfMedians = result.RatioOfMedians(run => run.Overhead),
                        cpu = result.Ratio(run => run.CpuOverhead),
                        memory = result.Ratio(run => run.Image.PeakBytes),
                        requests = result.Ratio(run => run.Requests.Length),
                        bytes = result.Ratio(run => run.Bytes),
                    },
                runs = result.Runs,
            }),
        };

    private static MarkdownTable Values(ImmutableArray<CaseResult> results, ImmutableArray<Tool> tools)
    {
        var table = new MarkdownTable(
            "Workload",
            "Scenario",
            "Publisher",
            "Publish",
            "Overhead",
            "CPU",
            "Peak memory",
            "Requests",
            "Bytes sent",
            "Blobs sent"
        );
        foreach (var result in results)
        {
            foreach (var tool in tools)
            {
                table.Add(
                    result.Case.Workload.Title,
                    result.Case.Title,
                    tool.Title,
                    Units.Seconds(result.Of(tool, run => run.PlainSeconds)),
                    Units.Seconds(result.Of(tool, run => run.Overhead)),
                    Units.Seconds(result.Of(tool, run => run.CpuOverhead)),
                    Units.Memory(result.Of(tool, run => run.Image.PeakBytes)),
                    Units.Number(result.Of(tool, run => run.Requests.Length)),
                    Units.Bytes(result.Of(tool, run => run.Bytes)),
                    Units.Number(result.Of(tool, run => run.Blobs))
                );
            }
        }

        return table;
    }

    private static MarkdownTable Ratios(ImmutableArray<CaseResult> results)
    {
        var table = new MarkdownTable(
            "Workload",
            "Scenario",
            "Overhead",
            "of medians",
            "CPU",
            "Peak memory",
            "Requests",
            "Bytes sent",
            "Blobs sent"
        );
        foreach (var result in results)
        {
            var row = result.Case;
            table.Add(
                row.Workload.Title,
                row.Title,
                Figure(result, run => run.Overhead, row.Overhead, Units.Seconds),
                Units.Ratio(result.RatioOfMedians(run => run.Overhead)),
                Units.Ratio(result.Ratio(run => run.CpuOverhead)),
                Figure(result, run => run.Image.PeakBytes, row.Memory, Units.Memory),
                Figure(result, run => run.Requests.Length, row.Requests, Units.Number),
                Figure(result, run => run.Bytes, row.Bytes, Units.Bytes),
                Figure(result, run => run.Blobs, row.Blobs, Units.Number)
            );
        }

        return table;
    }

    /// <summary>A ratio, or the package's own number where that is what is limited.</summary>
    private static string Figure(CaseResult result, Func<PublishRun, double> figure, Limit? limit, Func<double, string> unit)
    {
        if (limit is null)
        {
            return Units.Ratio(result.Ratio(figure));
        }

        return limit.IsRatio ? limit.Judge(result.Ratio(figure)) : limit.Judge(result.Of(Tool.Package, figure), unit);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
