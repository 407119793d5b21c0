using System.Collections.Immutable;

namespace Containerize.Benchmarks.Publishing;

/// <summary>What makes an image of a <c>dotnet publish</c>.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Title">In tables.</param>
/// <param name="Argument">Makes a publish one with an image.</param>
/// <param name="IsPackage">Whether projects need the package for it.</param>
internal sealed record Tool(string Name, string Title, string Argument, bool IsPackage)
{
    public static Tool Sdk { get; } = new("sdk", ".NET SDK", "-t:PublishContainer", IsPackage: false);

    public static Tool Package { get; } = new("ctz", "Containerize.Sdk", "-p:ContainerPush=true", IsPackage: true);

    public static ImmutableArray<Tool> All { get; } = [Sdk, Package];
}
