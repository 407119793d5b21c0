using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using Containerize.Oci;

namespace Containerize.Registry.Endpoints;

/// <summary>A manifest or index as it came, checked against its digest.</summary>
/// <param name="Bytes">The document.</param>
/// <param name="MediaType">The media type that the registry names; null if it was not asked.</param>
/// <param name="Digest">The pinned digest, or the one that the registry names, or else the computed one.</param>
internal sealed record ManifestContent(ImmutableArray<byte> Bytes, string? MediaType, Digest Digest)
{
    /// <summary>What the registry compares before it replaces just this; null where it does not say that it can.</summary>
    internal EntityTagHeaderValue? EntityTag { get; init; }

    /// <summary>
    /// The document's own type, else what the registry called it. Only OCI documents may leave their type out; where
    /// they came from a cache, their fields tell which kind they are.
    /// </summary>
    /// <exception cref="FormatException">It is not a JSON object.</exception>
    public string ReadType() => OciJson.Read(Bytes.AsMemory(), root => OciJson.OptionalString(root, "mediaType")
            ?? (
                IsSchemaOne(root) ? MediaTypes.DockerSchemaOne
                : root.TryGetProperty("manifests", out _) ? MediaTypes.OciIndex
                : MediaType
            )
            ?? (root.TryGetProperty("config", out _) ? MediaTypes.OciManifest : ""));

    /// <summary>Some registries call it <c>application/json</c>, and it does not say its own type.</summary>
    private static bool IsSchemaOne(JsonElement root) =>
        OciJson.Optional(root, "schemaVersion", JsonValueKind.Number) is { } version && version.TryGetInt32(out var number) && number == 1;
}
