using System.Collections.Immutable;
using Containerize.Oci;

namespace Containerize.Planning;

/// <summary>
/// What is said of an image outside of its configuration, at each of the three places that have annotations.
/// Source: OCI image specification, annotations.md.
/// </summary>
internal sealed record AnnotationPlan
{
    /// <summary>What the labels give, and nothing else.</summary>
    public static AnnotationPlan Default { get; } = new();

    /// <summary>Whether the labels under OCI's keys are annotations too.</summary>
    public bool IncludesLabels { get; init; } = true;

    /// <summary>In the image's manifest.</summary>
    public ImmutableSortedDictionary<string, string> Manifest { get; init; } = OciJson.NoAnnotations;

    /// <summary>In the index, where there is one.</summary>
    public ImmutableSortedDictionary<string, string> Index { get; init; } = OciJson.NoAnnotations;

    /// <summary>Where an index, a layout or an OCI archive names the image or the index.</summary>
    public ImmutableSortedDictionary<string, string> Descriptor { get; init; } = OciJson.NoAnnotations;

    public bool IsDefault => IncludesLabels && Manifest.IsEmpty && Index.IsEmpty && Descriptor.IsEmpty;
}
