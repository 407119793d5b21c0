using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Containerize.Sdk.Tests.Support;

/// <summary>Reads an OCI image layout as a client would: index, then manifest, then configuration, by their digests.</summary>
internal sealed class LayoutReader
{
    private readonly string _path;

    public LayoutReader(string path)
    {
        _path = path;
        var images = Json("index.json")["manifests"]!.AsArray();
        Tags = [.. images.Select(image => (string)image!["annotations"]!["org.opencontainers.image.ref.name"]!)];
        Digest = (string)images.Select(image => image!["digest"]!).DistinctBy(digest => (string)digest!).Single()!;
        Manifest = Json(Blob(Digest));
        Config = Json(Blob((string)Manifest["config"]!["digest"]!));
    }

    public ImmutableArray<string> Tags { get; }

    /// <summary>The manifest's.</summary>
    public string Digest { get; }

    public JsonNode Manifest { get; }

    public JsonNode Config { get; }

    public ImmutableSortedDictionary<string, string> Labels => Strings(Field("Labels"));

    /// <summary>A list of the configuration, such as <c>Entrypoint</c>; empty where it is missing.</summary>
    public string[] List(string field) => Field(field) is JsonArray array ? [.. array.Select(value => (string)value!)] : [];

    /// <summary>The manifest's bytes as text.</summary>
    public string ManifestText => File.ReadAllText(Path.Combine(_path, Blob(Digest)));

    public static ImmutableSortedDictionary<string, string> Strings(JsonNode? node) =>
        node is JsonObject values
            ? values.ToImmutableSortedDictionary(value => value.Key, value => (string)value.Value!, StringComparer.Ordinal)
            : ImmutableSortedDictionary<string, string>.Empty;

    private static string Blob(string digest) => $"blobs/{digest.Replace(':', '/')}";

    private JsonNode? Field(string name) => Config["config"]![name];

    private JsonNode Json(string relative) => JsonNode.Parse(File.ReadAllBytes(Path.Combine(_path, relative)))!;
}
