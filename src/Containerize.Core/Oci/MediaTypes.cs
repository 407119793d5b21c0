namespace Containerize.Oci;

/// <summary>Whether an image speaks Docker's or the OCI's media types; everything else about it is the same.</summary>
internal enum ImageFormat
{
    Oci,
    Docker,
}

/// <summary>Media types of manifests, configurations and layers. Source: OCI image specification, media-types.md.</summary>
internal static class MediaTypes
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";
    public const string OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string OciLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";
    public const string OciForeignLayerGzip = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

    public const string DockerSchemaOne = "application/vnd.docker.distribution.manifest.v1+json";
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public const string DockerForeignLayerGzip = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    /// <summary>What a client accepts when it asks for a manifest: images and indexes of both formats.</summary>
    public static IReadOnlyList<string> Manifests { get; } = [OciIndex, OciManifest, DockerManifestList, DockerManifest];

    public static bool IsIndex(string? mediaType) => mediaType is OciIndex or DockerManifestList;

    public static bool IsManifest(string? mediaType) => mediaType is OciManifest or DockerManifest;

    public static string Index(ImageFormat format) => format == ImageFormat.Oci ? OciIndex : DockerManifestList;

    public static string Manifest(ImageFormat format) => format == ImageFormat.Oci ? OciManifest : DockerManifest;

    public static string Config(ImageFormat format) => format == ImageFormat.Oci ? OciConfig : DockerConfig;

    public static string LayerGzip(ImageFormat format) => format == ImageFormat.Oci ? OciLayerGzip : DockerLayerGzip;

    /// <summary>
    /// A layer's media type in the wanted format. The bytes stay as they are; a type that the other format cannot
    /// name (zstd in Docker's) stays too, as engines take it.
    /// </summary>
    public static string ConvertLayer(string mediaType, ImageFormat format) =>
        (mediaType, format) switch
        {
            (DockerLayerGzip, ImageFormat.Oci) => OciLayerGzip,
            (DockerLayer, ImageFormat.Oci) => OciLayer,
            (DockerForeignLayerGzip, ImageFormat.Oci) => OciForeignLayerGzip,
            (OciLayerGzip, ImageFormat.Docker) => DockerLayerGzip,
            (OciLayer, ImageFormat.Docker) => DockerLayer,
            (OciForeignLayerGzip, ImageFormat.Docker) => DockerForeignLayerGzip,
            _ => mediaType,
        };
}
