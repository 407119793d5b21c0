using System.Collections.Immutable;
using System.Text.Json;

namespace Containerize.Oci;

/// <summary>
/// An image manifest. The raw bytes define the digest; the fields are a view on them.
/// Source: OCI image specification, manifest.md.
/// </summary>
internal sealed class Manifest : IManifest
{
    /// <summary>What is said of an image in the format of before 2016.</summary>
    internal const string SchemaOne =
        "it is an image, but in Docker's schema 1, which Docker and registries do not support any more; convert it with "
        + "'skopeo copy --format v2s2 docker://OLD docker://NEW'";

    private Manifest(
        ImmutableArray<byte> rawBytes,
        string mediaType,
        Descriptor config,
        ImmutableArray<Descriptor> layers,
        ImmutableSortedDictionary<string, string> annotations
    )
    {
        (RawBytes, Digest) = (rawBytes, Digest.Compute(rawBytes.AsSpan()));
        (MediaType, Config, Layers, Annotations) = (mediaType, config, layers, annotations);
    }

    public ImmutableArray<byte> RawBytes { get; }

    public Digest Digest { get; }

    public string MediaType { get; }

    public Descriptor Config { get; }

    public ImmutableArray<Descriptor> Layers { get; }

    public ImmutableSortedDictionary<string, string> Annotations { get; }

    public ImageFormat Format => MediaType == MediaTypes.DockerManifest ? ImageFormat.Docker : ImageFormat.Oci;

    /// <summary>This manifest as content that other documents can name.</summary>
    public Descriptor Descriptor =>
        new()
        {
            MediaType = MediaType,
            Digest = Digest,
            Size = RawBytes.Length,
        };

    /// <summary>Reads a manifest and keeps its bytes.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="mediaType">What the sender called it, for documents that do not say themselves.</param>
    /// <exception cref="FormatException">It is not an image manifest; the message says why.</exception>
    public static Manifest Parse(ImmutableArray<byte> bytes, string? mediaType = null) => OciJson.Read(bytes.AsMemory(), root =>
        {
            var type = OciJson.OptionalString(root, "mediaType") ?? mediaType ?? MediaTypes.OciManifest;
            if (
                OciJson.Optional(root, "schemaVersion", JsonValueKind.Number) is { } version
                && version.TryGetInt32(out var number)
                && number == 1
            )
            {
                throw new FormatException(SchemaOne);
            }

            return MediaTypes.IsManifest(type)
                ? new Manifest(
                    bytes,
                    type,
                    Descriptor.Read(OciJson.Required(root, "config", JsonValueKind.Object)),
                    OciJson.Objects(root, "layers", Descriptor.Read),
                    OciJson.StringMap(root, "annotations")
                )
                : throw new FormatException($"its media type is '{type}', not an image manifest");
        });

    /// <summary>Writes a manifest. Docker's format has no annotations; they are left out there.</summary>
    public static Manifest Create(
        ImageFormat format,
        Descriptor config,
        ImmutableArray<Descriptor> layers,
        ImmutableSortedDictionary<string, string> annotations
    )
    {
        var kept = format == ImageFormat.Oci ? annotations : OciJson.NoAnnotations;
        var mediaType = MediaTypes.Manifest(format);
        var bytes = OciJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", 2);
            writer.WriteString("mediaType", mediaType);
            writer.WritePropertyName("config");
            config.Write(writer);
            writer.WriteStartArray("layers");
            foreach (var layer in layers)
            {
                layer.Write(writer);
            }

            writer.WriteEndArray();
            OciJson.WriteMap(writer, "annotations", kept);
            writer.WriteEndObject();
        });
        return new Manifest(bytes, mediaType, config, layers, kept);
    }
}
