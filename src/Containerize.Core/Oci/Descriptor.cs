using System.Collections.Immutable;
using System.Text.Json;

namespace Containerize.Oci;

/// <summary>Names content by type, digest and size. Source: OCI image specification, descriptor.md.</summary>
internal sealed record Descriptor
{
    public required string MediaType { get; init; }

    public required Digest Digest { get; init; }

    /// <summary>Length of the content in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Only in an index: what the named manifest runs on.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Where foreign layers can be downloaded; passed through.</summary>
    public ImmutableArray<string> Urls { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = OciJson.NoAnnotations;

    /// <summary>Of a manifest: what kind of artifact it is; empty where nothing is said, as of most images.</summary>
    public string ArtifactType { get; init; } = "";

    /// <summary>Whether it says to be something else than an image: an index for lazy pulling, a signature, a chart.</summary>
    public bool IsArtifact => ArtifactType is not ("" or MediaTypes.OciConfig or MediaTypes.DockerConfig);

    internal static Descriptor Read(JsonElement element) =>
        new()
        {
            MediaType = OciJson.RequiredString(element, "mediaType"),
            Digest = OciJson.RequiredDigest(element, "digest"),
            Size = OciJson.RequiredSize(element, "size"),
            Platform = OciJson.Optional(element, "platform", JsonValueKind.Object) is { } platform ? Platform.Read(platform) : null,
            Urls = OciJson.Strings(element, "urls"),
            Annotations = OciJson.StringMap(element, "annotations"),
            ArtifactType = OciJson.OptionalString(element, "artifactType") ?? "",
        };

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("mediaType", MediaType);
        writer.WriteString("digest", Digest.ToString());
        writer.WriteNumber("size", Size);
        OciJson.WriteStrings(writer, "urls", Urls);
        OciJson.WriteMap(writer, "annotations", Annotations);
        Platform?.Write(writer);
        if (ArtifactType.Length > 0)
        {
            writer.WriteString("artifactType", ArtifactType);
        }

        writer.WriteEndObject();
    }
}
