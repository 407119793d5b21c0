using System.Collections.Immutable;
using Containerize.Testing.Proxy;

namespace Containerize.Benchmarks.Publishing;

/// <summary>What is between the machine and the registry.</summary>
internal sealed record Network(string Name, string Title, NetworkShape Shape)
{
    public static Network Local { get; } = new("local", "", NetworkShape.None);

    public static Network Slow { get; } = new("slow", "30 ms, 100 Mbit/s", new NetworkShape(TimeSpan.FromMilliseconds(30), 100_000_000));

    public static ImmutableArray<Network> All { get; } = [Local, Slow];
}
