using System.Collections.Immutable;
using Containerize.Streams;

namespace Containerize.Layers;

/// <summary>What a project says about its layers.</summary>
internal sealed record LayerRules
{
    /// <summary>By rate of change, without groups of the project's own.</summary>
    public static LayerRules Default { get; } = new();

    /// <summary><c>ContainerLayers=single</c>: everything in one layer.</summary>
    public bool IsSingle { get; init; }

    /// <summary>How hard layers are compressed.</summary>
    public LayerCompression Compression { get; init; } = LayerCompression.Balanced;

    /// <summary><c>ContainerLayer</c> items; a file goes to the first that matches.</summary>
    public ImmutableArray<LayerGroup> Groups { get; init; } = [];
}

/// <summary>A layer that a project defines.</summary>
/// <param name="Kind">Its name, and its place among the layers.</param>
/// <param name="Patterns">Globs relative to the publish folder.</param>
internal sealed record LayerGroup(LayerKind Kind, ImmutableArray<string> Patterns)
{
    public string Name => Kind.Name;
}
