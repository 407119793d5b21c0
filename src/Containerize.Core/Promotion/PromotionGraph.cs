using System.Collections.Immutable;
using Containerize.Oci;
using Containerize.Registry.Endpoints;

namespace Containerize.Promotion;

/// <summary>One manifest or index of a promotion.</summary>
/// <param name="Content">The document.</param>
/// <param name="Links">What it names.</param>
/// <param name="Listed">How its index describes it; null where it is in none.</param>
internal sealed record ManifestNode(ManifestContent Content, ManifestLinks Links, Descriptor? Listed)
{
    /// <summary>The configuration of an image, where it was read.</summary>
    public ImageConfig? Config { get; init; }

    public Digest Digest => Content.Digest;
}

/// <summary>A tag that itself says to what it belongs, as cosign's does: <c>sha256-….sig</c>.</summary>
/// <param name="Tag">Its name, the same in every repository.</param>
/// <param name="Manifest">What it points to.</param>
internal sealed record AttachedTag(string Tag, Digest Manifest);

/// <summary>Everything that a promotion copies to its destination.</summary>
internal sealed record PromotionGraph
{
    /// <summary>
    /// By which BuildKit says of an index's entry that it belongs to another. Source: BuildKit, docs/attestations/attestation-storage.md.
    /// </summary>
    private const string ReferenceType = "vnd.docker.reference.type";

    private const string InTotoType = "application/vnd.in-toto+json";

    public required ManifestNode Root { get; init; }

    /// <summary>The image, or the index with what it names.</summary>
    public required ImmutableArray<ManifestNode> Image { get; init; }

    /// <summary>What refers to these, and to each other.</summary>
    public required ImmutableArray<ManifestNode> Referrers { get; init; }

    public required ImmutableArray<AttachedTag> Attached { get; init; }

    public IEnumerable<ManifestNode> All => Image.Concat(Referrers);

    /// <summary>Bytes of the image's configurations and compressed layers, each once.</summary>
    public long Size =>
        Image
            .SelectMany(node => node.Links.Layers.Concat(node.Links.Config is { } config ? [config] : []))
            .DistinctBy(blob => blob.Digest)
            .Sum(blob => blob.Size);

    /// <summary>The image, or the only one of the index; null where there are several.</summary>
    public ManifestNode? OneImage => Images.Take(2).ToList() is [var only] ? only : null;

    /// <summary>
    /// The images that a label can be looked for in: attestations, which BuildKit puts into indexes, are none. What is
    /// attached to the whole speaks for each: so a test that comes after the build has a place for its result.
    /// </summary>
    public IEnumerable<LabelledImage> Labelled =>
        Images
            .DefaultIfEmpty(Root)
            .Select(node => new LabelledImage(
                node.Listed?.Platform?.ToString() ?? (MediaTypes.IsIndex(node.Links.MediaType) ? "the index" : "the image"),
                [
                    node.Config?.Labels ?? OciJson.NoAnnotations,
                    node.Links.Annotations,
                    node.Listed?.Annotations ?? OciJson.NoAnnotations,
                    Root.Links.Annotations,
                    .. Referrers.Where(referrer => referrer.Links.Subject == Root.Digest).Select(referrer => referrer.Links.Annotations),
                ]
            ))
            .OrderBy(image => image.Name, StringComparer.Ordinal);

    private IEnumerable<ManifestNode> Images => Image.Where(node => !MediaTypes.IsIndex(node.Links.MediaType) && !IsAttestation(node));

    /// <summary>An unknown platform alone makes none: such an image can be pulled and run.</summary>
    private static bool IsAttestation(ManifestNode node) =>
        node.Listed is { Platform.Os: "unknown" } listed
        && (
            listed.Annotations.ContainsKey(ReferenceType)
            || !node.Links.IsImage
            || (node.Links.Layers.Length > 0 && node.Links.Layers.All(layer => layer.MediaType == InTotoType))
        );
}
