using System.Collections.Immutable;
using Containerize.Benchmarks.Output;

namespace Containerize.Benchmarks.Publishing;

/// <summary>What was measured for one row.</summary>
/// <param name="Case">The row.</param>
/// <param name="Runs">By the tool's name, in the order of the repetitions.</param>
internal sealed record CaseResult(Case Case, ImmutableDictionary<string, ImmutableArray<PublishRun>> Runs)
{
    /// <summary>Whether there are two to compare.</summary>
    public bool IsComparison => Runs.ContainsKey(Tool.Sdk.Name) && Runs.ContainsKey(Tool.Package.Name);

    public double Of(Tool tool, Func<PublishRun, double> figure) => Median.Of(Runs[tool.Name].Select(figure));

    /// <summary>
    /// The package to the .NET SDK, as the median of the repetitions' own ratios: the two of a repetition ran one after
    /// the other, so a machine that is slower now than before disturbs it least.
    /// </summary>
    public double Ratio(Func<PublishRun, double> figure) =>
        Median.Of(Runs[Tool.Package.Name].Zip(Runs[Tool.Sdk.Name], (package, sdk) => Divide(figure(package), figure(sdk))));

    public double RatioOfMedians(Func<PublishRun, double> figure) => Divide(Of(Tool.Package, figure), Of(Tool.Sdk, figure));

    /// <summary>Nothing to nothing is the same.</summary>
    private static double Divide(double value, double reference) => value == 0 && reference == 0 ? 1 : value / reference;
}
