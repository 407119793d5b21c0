using System.Collections.Immutable;

namespace Containerize.Oci;

/// <summary>
/// A list of manifests, one for each platform: an OCI image index or a Docker manifest list, also the
/// <c>index.json</c> of an OCI layout. Source: OCI image specification, image-index.md.
/// </summary>
public sealed class ImageIndex
{
    private ImageIndex(ImmutableArray<byte> rawBytes, string mediaType, ImmutableArray<Descriptor> manifests)
    {
        (RawBytes, Digest) = (rawBytes, Digest.Compute(rawBytes.AsSpan()));
        (MediaType, Manifests) = (mediaType, manifests);
    }

    public ImmutableArray<byte> RawBytes { get; }

    public Digest Digest { get; }

    public string MediaType { get; }

    public ImmutableArray<Descriptor> Manifests { get; }

    /// <exception cref="FormatException">It is not an index; the message says why.</exception>
    public static ImageIndex Parse(ImmutableArray<byte> bytes, string? mediaType = null) => OciJson.Read(bytes.AsMemory(), root =>
    {
        var type = OciJson.OptionalString(root, "mediaType") ?? mediaType ?? MediaTypes.OciIndex;
        return MediaTypes.IsIndex(type)
            ? new ImageIndex(bytes, type, OciJson.Objects(root, "manifests", Descriptor.Read))
            : throw new FormatException($"its media type is '{type}', not an image index");
    });

    /// <summary>Writes an OCI image index.</summary>
    public static ImageIndex Create(ImmutableArray<Descriptor> manifests)
    {
        var bytes = OciJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", 2);
            writer.WriteString("mediaType", MediaTypes.OciIndex);
            writer.WriteStartArray("manifests");
            foreach (var manifest in manifests)
            {
                manifest.Write(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
        return new ImageIndex(bytes, MediaTypes.OciIndex, manifests);
    }

    /// <summary>The first manifest for <paramref name="platform"/>, or null. Attestations (<c>unknown/unknown</c>) never match.</summary>
    public Descriptor? Find(Platform platform) =>
        Manifests.FirstOrDefault(manifest => manifest.Platform is { } candidate && platform.Accepts(candidate));
}
