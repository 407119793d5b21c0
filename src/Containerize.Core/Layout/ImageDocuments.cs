using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>
/// The small documents beside an image's blobs: <c>oci-layout</c> and <c>index.json</c> make them an OCI
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
    public static ImmutableArray<byte> Index(ImageSet images, ImageName name) => ImageIndex.Create(Entries(images, name)).RawBytes;

    /// <summary>What <c>index.json</c> says of an image: one entry for each tag.</summary>
    public static ImmutableArray<Descriptor> Entries(ImageSet images, ImageName name)
    {
        var root = images.Index is { } index
            ? index.Descriptor
            : images.Image.Manifest.Descriptor with
            {
                Platform = images.Image.Config.Platform,
            };
        return
        [
            .. name.Tags.Select(tag =>
                root with
                {
                    Annotations = images
                        .DescriptorAnnotations.SetItem(RefName, tag.ToString())
                        .SetItem(ContainerdName, FullName(name.Repository.ToString(), tag.ToString())),
                }
            ),
        ];
    }

    /// <summary>
    /// What an OCI layout or an OCI archive holds of an image: OCI media types, also of an image in Docker's format. skopeo
    /// 1.9, Podman 4.3 and Buildah 1.28 look for no others there. One that would not come back the same stays as it is.
    /// </summary>
    public static ImageSet ForLayout(ImageSet images) =>
        images.As(ImageFormat.Oci) is var converted && converted.As(images.Image.Manifest.Format).Digest == images.Digest
            ? converted
            : images;

    /// <summary><c>manifest.json</c>: what Docker and Podman read when they load an archive.</summary>
    public static ImmutableArray<byte> DockerManifest(Image image, ImageName name) =>
        LayoutManifests.Merge(former: null, ImmutableHashSet<string>.Empty, [DockerManifest(image.Manifest, References(name))]);

    public static DockerManifest DockerManifest(Manifest manifest, ImmutableArray<string> references) =>
        new(BlobName(manifest.Config.Digest), references, [.. manifest.Layers.Select(layer => BlobName(layer.Digest))]);

    /// <summary>What the image is called in an engine: <c>repository:tag</c>.</summary>
    public static ImmutableArray<string> References(ImageName name) => [.. name.Tags.Select(tag => $"{name.Repository}:{tag}")];

    /// <summary>
    /// The manifests and everything they name, each content once. Foreign layers, whose descriptors say where they are,
    /// stay there.
    /// </summary>
    public static ImmutableArray<IBlob> Blobs(ImageSet images)
    {
        var blobs = images
            .ConfigsAndLayers.Where(blob => blob.Descriptor.Urls.IsEmpty)
            .Concat(images.Images.Select(image => new BytesBlob(image.Manifest.Descriptor, image.Manifest.RawBytes)));
        return images.Index is { } index ? [.. blobs, new BytesBlob(index.Descriptor, index.RawBytes)] : [.. blobs];
    }

    public static string FullName(string repository, string tag) =>
        ImageReference.TryParse($"{repository}:{tag}", out var reference) ? reference.ToString() : $"{repository}:{tag}";
}
