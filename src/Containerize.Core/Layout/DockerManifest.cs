using System.Collections.Immutable;
using System.Text.Json;
using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>
/// One image of a <c>manifest.json</c> as <c>docker save</c> writes it. Source: Moby's image specification 1.2,
/// "Combined Image JSON + Filesystem Changeset Format".
/// </summary>
/// <param name="Config">Path of the configuration in the archive.</param>
/// <param name="RepoTags"><c>repository:tag</c>; may be empty.</param>
/// <param name="Layers">Paths of the layers, the lowest first.</param>
internal sealed record DockerManifest(string Config, ImmutableArray<string> RepoTags, ImmutableArray<string> Layers)
{
    private const string ConfigKey = "Config";
    private const string RepoTagsKey = "RepoTags";
    private const string LayersKey = "Layers";

    /// <exception cref="FormatException">It is not such a document; the message says why.</exception>
    public static ImmutableArray<DockerManifest> Parse(ReadOnlyMemory<byte> bytes) =>
        OciJson.Read(bytes, JsonValueKind.Array, root => root.EnumerateArray().Select(Read).ToImmutableArray());

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString(ConfigKey, Config);
        OciJson.WriteStrings(writer, RepoTagsKey, RepoTags);
        writer.WriteStartArray(LayersKey);
        foreach (var layer in Layers)
        {
            writer.WriteStringValue(layer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static DockerManifest Read(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
            ? new DockerManifest(
                OciJson.RequiredString(element, ConfigKey),
                OciJson.Strings(element, RepoTagsKey),
                OciJson.Strings(element, LayersKey)
            )
            : throw new FormatException($"it holds a {element.ValueKind}, not an object");
}
