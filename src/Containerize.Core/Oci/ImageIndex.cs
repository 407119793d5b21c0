using System.Collections.Immutable;

namespace Containerize.Oci;

/// <summary>
/// A list of manifests, one for each platform: an OCI image index or a Docker manifest list, also the
/// <c>index.json</c> of an OCI layout. Source: OCI image specification, image-index.md.
/// </summary>
internal sealed class ImageIndex : IManifest
{
    private ImageIndex(
        ImmutableArray<byte> rawBytes,
        string mediaType,
        ImmutableArray<Descriptor> manifests,
        ImmutableSortedDictionary<string, string> annotations
    )
    {
        (RawBytes, Digest) = (rawBytes, Digest.Compute(rawBytes.AsSpan()));
        (MediaType, Manifests, Annotations) = (mediaType, manifests, annotations);
    }

    public ImmutableArray<byte> RawBytes { get; }

    public Digest Digest { get; }

    public string MediaType { get; }

    public ImmutableArray<Descriptor> Manifests { get; }

    /// <summary>What is said of all of the images together.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; }

    /// <summary>This index as content that other documents can name.</summary>
    public Descriptor Descriptor =>
        new()
        {
            MediaType = MediaType,
            Digest = Digest,
            Size = RawBytes.Length,
        };

    /// <exception cref="FormatException">It is not an index; the message says why.</exception>
    public static ImageIndex Parse(ImmutableArray<byte> bytes, string? mediaType = null) => OciJson.Read(bytes.AsMemory(), root =>
        {
            var type = OciJson.OptionalString(root, "mediaType") ?? mediaType ?? MediaTypes.OciIndex;
            return MediaTypes.IsIndex(type)
                ? new ImageIndex(bytes, type, OciJson.Objects(root, "manifests", Descriptor.Read), OciJson.StringMap(root, "annotations"))
                : throw new FormatException($"its media type is '{type}', not an image index");
        });

    /// <summary>Writes an OCI image index, such as the <c>index.json</c> of a layout.</summary>
    public static ImageIndex Create(ImmutableArray<Descriptor> manifests) => Create(ImageFormat.Oci, manifests, OciJson.NoAnnotations);

    /// <summary>Writes an OCI image index or a Docker manifest list. Docker's format has no annotations; they are left out there.</summary>
    /// <param name="format">The format; that of the images.</param>
    /// <param name="manifests">One for each image, with its platform.</param>
    /// <param name="annotations">What is said of all of them together.</param>
    public static ImageIndex Create(
        ImageFormat format,
        ImmutableArray<Descriptor> manifests,
        ImmutableSortedDictionary<string, string> annotations
    )
    {
        var isOci = format == ImageFormat.Oci;
        var kept = isOci ? annotations : OciJson.NoAnnotations;
        ImmutableArray<Descriptor> entries = isOci
            ? manifests
            : [.. manifests.Select(manifest => manifest with { Annotations = OciJson.NoAnnotations })];
        var mediaType = MediaTypes.Index(format);
        var bytes = OciJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", 2);
            writer.WriteString("mediaType", mediaType);
            writer.WriteStartArray("manifests");
            foreach (var manifest in entries)
            {
                manifest.Write(writer);
            }

            writer.WriteEndArray();
            OciJson.WriteMap(writer, "annotations", kept);
            writer.WriteEndObject();
        });
        return new ImageIndex(bytes, mediaType, entries, kept);
    }
}
