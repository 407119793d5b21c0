using System.Collections.Immutable;
using Containerize.Oci;

namespace Containerize.Images;

/// <summary>
/// One image for one platform, read-only: a manifest, its configuration, and its layers as lazy blobs in manifest
/// order. A changed image is a new one. Base images and built images are both this.
/// </summary>
internal sealed record Image
{
    public required Manifest Manifest { get; init; }

    public required ImageConfig Config { get; init; }

    /// <summary>One blob for each descriptor in <see cref="Oci.Manifest.Layers"/>, in that order.</summary>
    public required ImmutableArray<IBlob> Layers { get; init; }

    /// <summary>What it was built on; null for an image that was not built here.</summary>
    public BaseOrigin? Base { get; init; }

    /// <summary>The configuration as a blob to publish, under the descriptor that the manifest has for it.</summary>
    public IBlob ConfigBlob => new BytesBlob(Manifest.Config, Config.RawBytes);

    /// <summary>The same image with the media types of a format.</summary>
    public Image As(ImageFormat format) =>
        Manifest.Format == format
            ? this
            : this with
            {
                Manifest = Manifest.Create(
                    format,
                    Manifest.Config with
                    {
                        MediaType = MediaTypes.Config(format),
                    },
                    [.. Manifest.Layers.Select(layer => layer with { MediaType = MediaTypes.ConvertLayer(layer.MediaType, format) })],
                    Manifest.Annotations
                ),
            };

    /// <summary>Everything that the manifest names, each content once.</summary>
    public ImmutableArray<IBlob> ConfigAndLayers => [.. Layers.Prepend(ConfigBlob).DistinctBy(blob => blob.Descriptor.Digest)];
}
