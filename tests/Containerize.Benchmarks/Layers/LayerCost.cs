using System.Diagnostics;
using Containerize.Benchmarks.Output;
using Containerize.Layers;
using Containerize.Streams;

namespace Containerize.Benchmarks.Layers;

/// <summary>What it takes to make a layer in this process: tar, its hash, gzip on all cores, its hash, a file.</summary>
internal sealed record LayerCost(double Seconds, double CpuSeconds, long Bytes)
{
    public static async Task<LayerCost> MeasureAsync(LayerContent content, int level, string folder, CancellationToken cancellationToken)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var layer = await LayerBuilder.CompressAsync(
            content,
            new LayerCompression("benchmark", level, LayerCompression.Balanced.Speed),
            folder,
            cancellationToken
        );
        return new LayerCost(
            Stopwatch.GetElapsedTime(start).TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            layer.Descriptor.Size
        );
    }

    /// <summary>Of several measurements of the same.</summary>
    public static LayerCost MedianOf(IReadOnlyCollection<LayerCost> costs) =>
        new(Median.Of(costs.Select(cost => cost.Seconds)), Median.Of(costs.Select(cost => cost.CpuSeconds)), costs.First().Bytes);
}
