using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Containerize.Oci;

namespace Containerize.Testing;

/// <summary>Something that refers to an image, put into an <see cref="InMemoryRegistry"/> as clients do it.</summary>
internal static class AttachedArtifact
{
    private const string EmptyType = "application/vnd.oci.empty.v1+json";

    /// <summary>Attaches a text to a manifest.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="repository">Where the subject is.</param>
    /// <param name="subject">The subject's digest.</param>
    /// <param name="text">What is attached.</param>
    /// <param name="listed">Whether it is listed under the fallback tag, as clients do that find no API.</param>
    /// <param name="type">The artifact's type.</param>
    public static Digest Add(
        InMemoryRegistry registry,
        string repository,
        Digest subject,
        string text,
        bool listed,
        string type = "application/vnd.test.sbom"
    )
    {
        var stored = registry.Content.GetManifest(repository, subject.ToString());
        var manifest = Manifest(registry, repository, type, text);
        manifest["artifactType"] = type;
        manifest["subject"] = new JsonObject
        {
            ["mediaType"] = stored?.MediaType ?? MediaTypes.OciManifest,
            ["digest"] = subject.ToString(),
            ["size"] = stored?.Bytes.Length ?? 1,
        };
        var digest = Put(registry, repository, manifest, tag: null);
        if (listed)
        {
            List(registry, repository, subject, digest);
        }

        return digest;
    }

    /// <summary>Lists a manifest under the fallback tag of a subject.</summary>
    public static void List(InMemoryRegistry registry, string repository, Digest subject, Digest referrer)
    {
        var tag = $"{subject.Algorithm}-{subject.Hex}";
        var index = registry.Content.GetManifest(repository, tag) is { } standing
            ? JsonNode.Parse(standing.Bytes.AsSpan())!.AsObject()
            : new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = MediaTypes.OciIndex,
                ["manifests"] = new JsonArray(),
            };
        index["manifests"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["mediaType"] = MediaTypes.OciManifest,
                    ["digest"] = referrer.ToString(),
                    ["size"] = 1,
                    ["x-note"] = "as it was",
                }
            );
        registry.Content.AddManifest(repository, tag, Bytes(index), MediaTypes.OciIndex);
    }

    /// <summary>A manifest under a tag that names its subject, as cosign's older form is.</summary>
    public static Digest Tag(InMemoryRegistry registry, string repository, Digest subject, string suffix, params string[] texts) =>
        Put(
            registry,
            repository,
            Manifest(registry, repository, "application/vnd.dev.cosign.simplesigning.v1+json", texts),
            $"{subject.Algorithm}-{subject.Hex}{suffix}"
        );

    private static Digest Put(InMemoryRegistry registry, string repository, JsonObject manifest, string? tag)
    {
        var bytes = Bytes(manifest);
        return registry.Content.AddManifest(repository, tag ?? Digest.Compute(bytes.AsSpan()).ToString(), bytes, MediaTypes.OciManifest);
    }

    private static JsonObject Manifest(InMemoryRegistry registry, string repository, string type, params string[] texts)
    {
        var layers = texts.Select(text => Blob(registry, repository, type, text)).ToArray<JsonNode?>();
        return new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["config"] = Blob(registry, repository, EmptyType, "{}"),
            ["layers"] = new JsonArray(layers),
            ["annotations"] = new JsonObject { ["org.example.text"] = string.Join(' ', texts) },
        };
    }

    private static JsonObject Blob(InMemoryRegistry registry, string repository, string type, string text)
    {
        ImmutableArray<byte> bytes = [.. Encoding.UTF8.GetBytes(text)];
        registry.Content.AddBlob(repository, bytes);
        return new JsonObject
        {
            ["mediaType"] = type,
            ["digest"] = Digest.Compute(bytes.AsSpan()).ToString(),
            ["size"] = bytes.Length,
        };
    }

    private static ImmutableArray<byte> Bytes(JsonNode node) => [.. Encoding.UTF8.GetBytes(node.ToJsonString())];
}
