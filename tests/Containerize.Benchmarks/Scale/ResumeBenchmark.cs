using System.Diagnostics;
using System.Globalization;
using Containerize.Benchmarks.Output;
using Containerize.Registry;
using Containerize.Registry.Http;
using Containerize.Testing;
using Containerize.Testing.Proxy;

namespace Containerize.Benchmarks.Scale;

/// <summary>What it costs that a connection breaks when nine tenths of a blob have gone, beside an upload that does not break.</summary>
internal static class ResumeBenchmark
{
    private const double Part = 0.9;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var machine = await Machine.DescribeAsync(cancellationToken);
        var table = new MarkdownTable("Registry", "Blob", "Connection", "Bytes sent", "of the blob", "Requests", "Time");
        await using var specified = await InMemoryRegistry.StartAsync();
        foreach (var gigabytes in options.Sizes is [] ? [0.5] : options.Sizes)
        {
            var blob = GeneratedBlob.Create(1, (long)(gigabytes * 1e9));
            foreach (
                var (title, registry) in (ReadOnlySpan<(string, string)>)
                    [("keeps what came (in memory)", specified.Name), ("forgets it (distribution 2.8)", options.Registry)]
            )
            {
                Add(title, "whole", registry, isBroken: false);
                Add(title, "breaks at 90 %", registry, isBroken: true);

                void Add(string title, string connection, string registry, bool isBroken)
                {
                    Progress.Write($"{title}, {connection}");
                    var (seconds, traffic) = UploadAsync(blob, registry, isBroken, cancellationToken).GetAwaiter().GetResult();
                    table.Add(
                        title,
                        Units.Bytes(blob.Descriptor.Size),
                        connection,
                        Units.Bytes(traffic.BodyBytes),
                        string.Create(CultureInfo.InvariantCulture, $"{100.0 * traffic.BodyBytes / blob.Descriptor.Size:0} %"),
                        Units.Number(traffic.Requests.Length),
                        Units.Seconds(seconds)
                    );
                }
            }
        }

        Console.Write($"{machine}.\n\n{table}");
    }

    private static async Task<(double Seconds, ProxyTraffic Traffic)> UploadAsync(
        GeneratedBlob blob,
        string registry,
        bool isBroken,
        CancellationToken cancellationToken
    )
    {
        var left = isBroken ? 1 : 0;
        await using var proxy = new CountingProxy(registry)
        {
            Faults = () =>
                Interlocked.Decrement(ref left) == 0
                    ? new ConnectionFault(ConnectionEnd.Reset, (long)(blob.Descriptor.Size * Part), IsUp: true)
                    : null,
        };
        using var connections = new RegistryConnections(new RegistryOptions { Log = SilentLog.Instance });
        var started = Stopwatch.StartNew();
        await connections
            .Get(proxy.Name)
            .ForPush($"bench/resume-{Guid.NewGuid():N}")
            .UploadBlobAsync(blob, mountFrom: null, cancellationToken);
        return (started.Elapsed.TotalSeconds, proxy.Traffic);
    }
}
