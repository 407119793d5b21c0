using System.Globalization;
using Containerize.Benchmarks.Output;
using Containerize.Images;
using Containerize.Registry;
using Containerize.Registry.Http;
using Containerize.Testing;
using Containerize.Testing.Proxy;

namespace Containerize.Benchmarks.Scale;

/// <summary>What a promotion costs inside one registry and between two, and once more when nothing is left to do.</summary>
internal static class PromotionBenchmark
{
    private const int Layers = 4;
    private const int Runs = 5;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var machine = await Machine.DescribeAsync(cancellationToken);
        var table = new MarkdownTable(
            "Image",
            "From and to",
            "Promotion",
            "Time",
            "the process around it",
            "Peak memory",
            "Requests",
            "Bytes sent, with heads"
        );
        await using var proxy = new CountingProxy(options.Registry);
        await using var other = new CountingProxy(options.OtherRegistry);
        foreach (var gigabytes in options.Sizes is [] ? [0.001, 0.1, 1] : options.Sizes)
        {
            var (size, source) = await PushAsync((int)(gigabytes * 1e9 / Layers), options.Registry, cancellationToken);
            foreach (var (title, to) in (ReadOnlySpan<(string, CountingProxy)>)[("one registry", proxy), ("two registries", other)])
            {
                Progress.Write($"{Units.Bytes(size)}, {title}");
                MeasureAsync(Units.Bytes(size), title, $"{proxy.Name}/{source}", to).GetAwaiter().GetResult();
            }
        }

        Console.Write($"{machine}. Medians of {options.Runs ?? Runs} promotions to empty repositories.\n\n{table}");

        async Task MeasureAsync(string size, string title, string from, CountingProxy to)
        {
            var (first, second) = (new List<Run>(), new List<Run>());
            for (var run = 0; run < (options.Runs ?? Runs); run++)
            {
                var command = PromoteImage.Command(from, to.Name, $"bench/promoted-{Guid.NewGuid():N}", options.Folder);
                first.Add(await RunAsync());
                second.Add(await RunAsync());

                async Task<Run> RunAsync()
                {
                    to.Reset();
                    var cost = await command.MeasureAsync(cancellationToken);
                    return new(
                        PromoteImage.ReadSeconds(options.Folder),
                        cost.Seconds,
                        cost.PeakBytes,
                        to.Traffic.Requests.Length,
                        to.Traffic.Bytes
                    );
                }
            }

            Add("first", first);
            Add("again", second);

            void Add(string promotion, List<Run> runs) =>
                table.Add(
                    size,
                    title,
                    promotion,
                    Units.Seconds(Median.Of(runs.Select(run => run.Seconds))),
                    Units.Seconds(Median.Of(runs.Select(run => run.ProcessSeconds))),
                    Units.Memory((long)Median.Of(runs.Select(run => (double)run.PeakBytes))),
                    Median.Of(runs.Select(run => (double)run.Requests)).ToString("0", CultureInfo.InvariantCulture),
                    Units.Bytes((long)Median.Of(runs.Select(run => (double)run.Bytes)))
                );
        }
    }

    private static async Task<(long Size, string Reference)> PushAsync(int layerSize, string registry, CancellationToken cancellationToken)
    {
        var repository = $"bench/promotion-{Guid.NewGuid():N}";
        var image = RandomImage.Create(layerSize, layers: Layers, layerSize: layerSize);
        using var connections = new RegistryConnections(new RegistryOptions { Log = SilentLog.Instance });
        await using var publisher = new RegistryPublisher(
            connections.Get(registry).ForPush(repository),
            Layers,
            SilentLog.Instance,
            cancellationToken
        );
        await publisher.PublishAsync(ImageSet.Create(image), TestNames.Image(repository, ["build-1"]), cancellationToken);
        return (image.Manifest.Layers.Sum(layer => layer.Size), $"{repository}:build-1");
    }

    private sealed record Run(double Seconds, double ProcessSeconds, long PeakBytes, int Requests, long Bytes);
}
