using System.Collections.Immutable;
using Containerize.Testing;

namespace Containerize.Benchmarks.Publishing;

/// <summary>An application that is published.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Title">In tables.</param>
/// <param name="Project">Its folder and project below <c>Workloads</c>.</param>
/// <param name="Base">The base image, without the registry.</param>
/// <param name="PublishFolder">Where a publish leaves it.</param>
internal sealed record Workload(string Name, string Title, string Project, string Base, string PublishFolder)
{
    public static Workload Small { get; } =
        new("small", "small: web API on aspnet", "Small", "dotnet/aspnet:10.0", "bin/Release/net10.0/publish");

    public static Workload Big { get; } =
        new("big", "big: self-contained web API, 134 MB", "Big", "dotnet/runtime-deps:10.0", "bin/Release/net10.0/linux-x64/publish");

    public static ImmutableArray<Workload> All { get; } = [Small, Big];

    public string Source => Repository.PathOf($"tests/Containerize.Benchmarks/Workloads/{Project}");
}
