using System.Collections.Immutable;

namespace Containerize.Layers;

/// <summary>What a project says about its layers.</summary>
public sealed record LayerRules
{
    /// <summary>By rate of change, without groups of the project's own.</summary>
    public static LayerRules Default { get; } = new();

    /// <summary><c>ContainerLayers=single</c>: everything in one layer.</summary>
    public bool IsSingle { get; init; }

    /// <summary><c>ContainerLayer</c> items; a file goes to the first that matches.</summary>
    public ImmutableArray<LayerGroup> Groups { get; init; } = [];
}

/// <summary>A layer that a project defines.</summary>
/// <param name="Name">A legal file name of lower-case letters, digits and hyphens.</param>
/// <param name="Patterns">Globs relative to the publish folder.</param>
/// <param name="Order">Where it stands among the layers; see <see cref="LayerKind"/>. A lower one changes less often.</param>
public sealed record LayerGroup(string Name, ImmutableArray<string> Patterns, int Order);
