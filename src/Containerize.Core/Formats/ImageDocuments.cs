using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Publishing;

namespace Containerize.Formats;

/// <summary>
/// The small documents that stand beside an image's blobs: <c>oci-layout</c> and <c>index.json</c> make them an OCI
/// image layout, <c>manifest.json</c> makes them what <c>docker load</c> takes.
/// Source: OCI image specification, image-layout.md; Moby's image specification 1.2.
/// </summary>
internal static class ImageDocuments
{
    public const string LayoutFile = "oci-layout";
    public const string IndexFile = "index.json";
    public const string DockerManifestFile = "manifest.json";
    public const string BlobsFolder = "blobs";

    /// <summary>Key of the tag of a descriptor in <c>index.json</c>.</summary>
    public const string RefName = "org.opencontainers.image.ref.name";

    /// <summary>Key of the full name; containerd, and Docker on top of it, give the image this name when they import it.</summary>
    public const string ContainerdName = "io.containerd.image.name";

    public static ImmutableArray<byte> LayoutMarker { get; } = [.. """{"imageLayoutVersion":"1.0.0"}"""u8];

    /// <summary>Path of a blob below the layout's root.</summary>
    public static string BlobName(Digest digest) => $"{BlobsFolder}/{digest.Algorithm}/{digest.Hex}";

    /// <summary><c>index.json</c>: one entry for each tag, as skopeo and buildah look for it.</summary>
    /// <param name="images">What the tags point to.</param>
    /// <param name="name">The tags.</param>
    /// <param name="saysHowTagsMove">For a later push; elsewhere a name is all that anybody wants.</param>
    public static ImmutableArray<byte> Index(ImageSet images, ImageName name, bool saysHowTagsMove = false)
    {
        var root = images.Index is { } index ? index.Descriptor : images.Image.Manifest.Descriptor with { Platform = images.Image.Config.Platform };
        return ImageIndex.Create([.. name.Tags.Select(tag => root with
        {
            Annotations = (saysHowTagsMove && name.FindBound(tag) is { } bound ? images.DescriptorAnnotations.SetItem(TagAnnotation.Key, TagAnnotation.Write(bound)) : images.DescriptorAnnotations)
                .SetItem(RefName, tag).SetItem(ContainerdName, FullName(name.Repository, tag)),
        })]).RawBytes;
    }

    /// <summary><c>manifest.json</c>: what Docker and Podman read when they load an archive.</summary>
    public static ImmutableArray<byte> DockerManifest(Image image, ImageName name) => Formats.DockerManifest.Write(new DockerManifest(
        BlobName(image.Manifest.Config.Digest),
        References(name),
        [.. image.Manifest.Layers.Select(layer => BlobName(layer.Digest))]));

    /// <summary>What the image is called in an engine: <c>repository:tag</c>.</summary>
    public static ImmutableArray<string> References(ImageName name) => [.. name.Tags.Select(tag => $"{name.Repository}:{tag}")];

    /// <summary>
    /// The manifests and everything they name, each content once. Foreign layers, whose descriptors say where they are,
    /// stay there.
    /// </summary>
    public static ImmutableArray<IBlob> Blobs(ImageSet images)
    {
        var blobs = images.ConfigsAndLayers.Where(blob => blob.Descriptor.Urls.IsEmpty)
            .Concat(images.Images.Select(image => new BytesBlob(image.Manifest.Descriptor, image.Manifest.RawBytes)));
        return images.Index is { } index ? [.. blobs, new BytesBlob(index.Descriptor, index.RawBytes)] : [.. blobs];
    }

    private static string FullName(string repository, string tag) =>
        ImageReference.TryParse($"{repository}:{tag}", out var reference) ? reference.ToString() : $"{repository}:{tag}";
}
