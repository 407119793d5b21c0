using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Promotion;

/// <summary>Which image goes where, under which tags, and what it has to have.</summary>
internal sealed record PromotionPlan
{
    /// <summary>The image or index, by tag or digest.</summary>
    public required ImageReference From { get; init; }

    /// <summary>The registry it goes to.</summary>
    public required RegistryName Registry { get; init; }

    /// <summary>Repository and tags there.</summary>
    public required ImageName Name { get; init; }

    public ImmutableArray<LabelRequirement> RequiredLabels { get; init; } = [];

    /// <summary>Whether what refers to the image goes along: signatures, SBOMs, attestations.</summary>
    public bool CarriesReferrers { get; init; } = true;

    /// <summary>The commit that the tags are of; null if it is not known.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether the registry holds the image already, so that blobs are mounted.</summary>
    public bool IsWithinRegistry => From.Registry == Registry;

    /// <summary>Whether the repository does: then it only gets tags.</summary>
    public bool IsWithinRepository => IsWithinRegistry && From.Repository == Name.Repository;
}
