using System.Text.Json;
using Containerize.Oci;
using Containerize.Registry.Endpoints;

namespace Containerize.Promotion;

/// <summary>
/// The index that lists a manifest's referrers where the registry does not. Source: OCI distribution specification,
/// "Referrers Tag Schema".
/// </summary>
internal static class ReferrerIndex
{
    /// <summary>Adds referrers to the existing entries, which do not change.</summary>
    /// <param name="standing">The index, or null for a new one.</param>
    /// <param name="added">Manifests that it does not list.</param>
    public static ManifestContent Add(ManifestContent? standing, IEnumerable<ManifestNode> added)
    {
        var bytes = standing is null
            ? OciJson.Write(writer => Write(writer, existing: null, added))
            : OciJson.Read(standing.Bytes.AsMemory(), root => OciJson.Write(writer => Write(writer, root, added)));
        return new(bytes, MediaTypes.OciIndex, Digest.Compute(bytes.AsSpan()));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement? existing, IEnumerable<ManifestNode> added)
    {
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", 2);
        writer.WriteString("mediaType", MediaTypes.OciIndex);
        writer.WriteStartArray("manifests");
        if (existing is { } root)
        {
            foreach (var entry in OciJson.Optional(root, "manifests", JsonValueKind.Array)?.EnumerateArray() ?? default)
            {
                entry.WriteTo(writer);
            }
        }

        foreach (var node in added.OrderBy(node => node.Digest.ToString(), StringComparer.Ordinal))
        {
            WriteEntry(writer, node);
        }

        writer.WriteEndArray();
        foreach (var field in existing?.EnumerateObject() ?? default)
        {
            if (field.Name is not ("schemaVersion" or "mediaType" or "manifests"))
            {
                field.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>What a client wants to know before it reads a referrer: its kind and its annotations.</summary>
    private static void WriteEntry(Utf8JsonWriter writer, ManifestNode node)
    {
        writer.WriteStartObject();
        writer.WriteString("mediaType", node.Links.MediaType);
        writer.WriteString("digest", node.Digest.ToString());
        writer.WriteNumber("size", node.Content.Bytes.Length);
        OciJson.WriteMap(writer, "annotations", node.Links.Annotations);
        if (node.Links.ArtifactType.Length > 0)
        {
            writer.WriteString("artifactType", node.Links.ArtifactType);
        }

        writer.WriteEndObject();
    }
}
