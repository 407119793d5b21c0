using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry.Endpoints;

namespace Containerize.Promotion;

/// <summary>What was promoted, and what it took.</summary>
internal sealed record PromotionResult
{
    /// <summary>Where it was, as it was named.</summary>
    public required ImageReference From { get; init; }

    /// <summary>Repository and tags at the destination.</summary>
    public required ImageName Name { get; init; }

    /// <summary>The manifest or index, with its digest.</summary>
    public required ManifestContent Content { get; init; }

    public required string MediaType { get; init; }

    /// <summary>What was promoted, where it is an index.</summary>
    public ImageIndex? Index { get; init; }

    /// <summary>The one image; null where an index has several.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>Its configuration; null where there is no one image.</summary>
    public ImageConfig? Config { get; init; }

    /// <summary>Bytes of configurations and compressed layers, of all platforms, each content once.</summary>
    public required long Size { get; init; }

    /// <summary>Manifests that refer to the image and are at the destination with it: signatures, SBOMs, attestations.</summary>
    public required int Referrers { get; init; }

    /// <summary>Bytes of blobs that the registry took from its own other repository.</summary>
    public required long BytesMounted { get; init; }

    /// <summary>Registry, repository and digest at the destination.</summary>
    public string Reference => $"{Published.Destination}/{Name.Repository}@{Content.Digest}";

    /// <summary>What became of the destination.</summary>
    public required PublishResult Published { get; init; }
}
