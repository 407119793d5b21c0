using System.Globalization;
using Containerize.Benchmarks.Commands;
using Containerize.Benchmarks.Output;
using Containerize.Testing.Proxy;

namespace Containerize.Benchmarks.Scale;

/// <summary>Publishes larger and larger folders: time per gigabyte and memory shall stay as they are.</summary>
internal static class ScaleBenchmark
{
    /// <summary>Folder, layers and what the registry keeps.</summary>
    private const double DiskPerByte = 3.2;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var machine = await Machine.DescribeAsync(cancellationToken);
        var sizes = options.Sizes is [] ? [0.1, 1, 3] : options.Sizes;
        var required = sizes.Sum() * 1e9 * DiskPerByte * (options.Runs ?? 1);
        if (new DriveInfo(options.Folder).AvailableFreeSpace < required)
        {
            throw new CommandException(
                $"{options.Folder} has not the {Units.Bytes(required)} free that are needed; --sizes takes smaller ones."
            );
        }

        await using var proxy = new CountingProxy(options.Registry);
        var table = new MarkdownTable("Files", "Size", "Publish", "Time", "per GB", "CPU", "Peak memory", "Requests", "Bytes sent");
        var results = new List<object>();
        foreach (var size in sizes)
        {
            for (var run = 0; run < (options.Runs ?? 1); run++)
            {
                results.AddRange(await MeasureAsync(size, options.Files, proxy, options.Folder, table, cancellationToken));
            }
        }

        Console.Write($"{machine}. Generated folders, each published to an empty repository and then again.\n\n{table}");
        Progress.Write($"Numbers: {await ResultFile.WriteAsync("scale", new { machine, results }, cancellationToken)}");
    }

    private static async Task<IReadOnlyList<object>> MeasureAsync(
        double size,
        int? count,
        CountingProxy proxy,
        string work,
        MarkdownTable table,
        CancellationToken cancellationToken
    )
    {
        Progress.Write(string.Create(CultureInfo.InvariantCulture, $"Write {size} GB"));
        var folder = Directory.CreateDirectory(Path.Combine(work, Path.GetRandomFileName()));
        try
        {
            var (publish, home) = (folder.CreateSubdirectory("publish").FullName, folder.CreateSubdirectory("home").FullName);
            var (files, bytes) = await GeneratedFolder.WriteAsync(publish, size, count, cancellationToken);
            var command = ScalePublish.Command(publish, proxy.Name, $"bench/scale-{Guid.NewGuid():N}", home);
            var results = new List<object>();
            foreach (var title in (string[])["new", "unchanged"])
            {
                proxy.Reset();
                var cost = await command.MeasureAsync(cancellationToken);
                var traffic = proxy.Traffic;
                table.Add(
                    files.ToString("N0", CultureInfo.InvariantCulture),
                    Units.Bytes(bytes),
                    title,
                    Units.Seconds(cost.Seconds),
                    Units.Seconds(cost.Seconds / bytes * 1e9),
                    Units.Seconds(cost.CpuSeconds),
                    Units.Memory(cost.PeakBytes),
                    Units.Number(traffic.Requests.Length),
                    Units.Bytes(traffic.BodyBytes)
                );
                results.Add(
                    new
                    {
                        files,
                        bytes,
                        publish = title,
                        cost,
                        requests = traffic.Requests,
                        sent = traffic.BodyBytes,
                    }
                );
                Progress.Write($"{title}: {Units.Seconds(cost.Seconds)}, {Units.Memory(cost.PeakBytes)}");
            }

            return results;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
