using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>
/// The <c>manifest.json</c> beside a layout's <c>index.json</c>, so that a plain <c>tar</c> makes of the folder what
/// engines load. What others wrote there stays, but for names that are ours now. Pure.
/// </summary>
internal static class LayoutManifests
{
    private const string TagsField = "RepoTags";

    /// <param name="former">The document that is there; null where there is none.</param>
    /// <param name="replaced">Configurations whose images do not stay as they are listed there.</param>
    /// <param name="ours">What is listed of this package's images.</param>
    /// <exception cref="FormatException">The former document is none; the message says why.</exception>
    public static ImmutableArray<byte> Merge(byte[]? former, IReadOnlySet<string> replaced, ImmutableArray<DockerManifest> ours)
    {
        var manifests = former is null ? [] : DockerManifest.Parse(former);
        var names = ours.SelectMany(manifest => manifest.RepoTags).ToHashSet(StringComparer.Ordinal);
        var kept = manifests
            .Zip(former is null ? [] : JsonNode.Parse(former)!.AsArray(), (manifest, json) => (Manifest: manifest, Json: json!.AsObject()))
            .Where(entry => !replaced.Contains(entry.Manifest.Config))
            .ToList();
        return OciJson.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var (manifest, json) in kept)
            {
                if (manifest.RepoTags.Any(names.Contains))
                {
                    json[TagsField] = new JsonArray([
                        .. manifest.RepoTags.Where(tag => !names.Contains(tag)).Select(tag => JsonValue.Create(tag)),
                    ]);
                }

                json.WriteTo(writer);
            }

            foreach (var manifest in ours)
            {
                manifest.Write(writer);
            }

            writer.WriteEndArray();
        });
    }
}
