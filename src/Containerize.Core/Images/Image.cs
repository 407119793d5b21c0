using System.Collections.Immutable;
using Containerize.Oci;

namespace Containerize.Images;

/// <summary>
/// One image for one platform, read-only: a manifest, its configuration, and its layers as lazy blobs in manifest
/// order. A changed image is a new one. Base images and built images are both this.
/// </summary>
public sealed record Image
{
    public required Manifest Manifest { get; init; }

    public required ImageConfig Config { get; init; }

    /// <summary>One blob for each descriptor in <see cref="Oci.Manifest.Layers"/>, in that order.</summary>
    public required ImmutableArray<IBlob> Layers { get; init; }

    /// <summary>The configuration as a blob to publish, under the descriptor that the manifest has for it.</summary>
    public IBlob ConfigBlob => new BytesBlob(Manifest.Config, Config.RawBytes);

    /// <summary>Everything that the manifest names, each content once.</summary>
    public ImmutableArray<IBlob> ConfigAndLayers => [.. Layers.Prepend(ConfigBlob).DistinctBy(blob => blob.Descriptor.Digest)];
}
