using System.Collections.Immutable;
using System.Text.Json;
using Containerize.Oci;
using Containerize.Registry.Endpoints;
using Containerize.Registry.Http;

namespace Containerize.Promotion;

/// <summary>
/// What a manifest names, of whatever kind it is: an image, an index, a signature, an SBOM. Source: OCI image
/// specification, manifest.md and image-index.md.
/// </summary>
internal sealed record ManifestLinks
{
    public required string MediaType { get; init; }

    /// <summary>Of an index: its manifests, whichever platform they are for.</summary>
    public required ImmutableArray<Descriptor> Manifests { get; init; }

    /// <summary>Of a manifest: what it is configured with; null for an index.</summary>
    public Descriptor? Config { get; init; }

    public required ImmutableArray<Descriptor> Layers { get; init; }

    /// <summary>The manifest that it refers to.</summary>
    public Digest? Subject { get; init; }

    /// <summary>
    /// What kind of artifact it is: its own word, else its configuration's type. Source: distribution specification, "Listing Referrers".
    /// </summary>
    public string ArtifactType { get; init; } = "";

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = OciJson.NoAnnotations;

    /// <summary>Whether it is an image to run, rather than something about one.</summary>
    public bool IsImage => Config?.MediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig;

    /// <summary>What has to be copied too. Layers that may not be distributed stay with their owner.</summary>
    public IEnumerable<Descriptor> Blobs => Layers.Where(layer => layer.Urls.IsEmpty).Concat(Config is null ? [] : [Config]);

    /// <exception cref="FormatException">It is neither a manifest nor an index; the message says why.</exception>
    public static ManifestLinks Read(ManifestContent content) => OciJson.Read(content.Bytes.AsMemory(), root =>
        {
            var type = content.ReadType();
            if (!MediaTypes.IsIndex(type) && !MediaTypes.IsManifest(type))
            {
                throw new FormatException($"its media type is '{ErrorText.Clean(type)}', which is neither an image nor an index");
            }

            var config = MediaTypes.IsIndex(type) ? null : Descriptor.Read(OciJson.Required(root, "config", JsonValueKind.Object));
            return new ManifestLinks
            {
                MediaType = type,
                Manifests = MediaTypes.IsIndex(type) ? OciJson.Objects(root, "manifests", Descriptor.Read) : [],
                Config = config,
                Layers = config is null ? [] : OciJson.Objects(root, "layers", Descriptor.Read),
                Subject = OciJson.Optional(root, "subject", JsonValueKind.Object) is { } subject
                    ? OciJson.RequiredDigest(subject, "digest")
                    : null,
                ArtifactType = OciJson.OptionalString(root, "artifactType") is { Length: > 0 } artifact
                    ? artifact
                    : config?.MediaType ?? "",
                Annotations = OciJson.StringMap(root, "annotations"),
            };
        });
}
