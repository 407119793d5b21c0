using Containerize.Oci;

namespace Containerize.Registry.Endpoints;

/// <summary>What a registry says of a manifest without sending it.</summary>
/// <param name="Digest">Its digest, or null where the registry does not tell without sending the manifest.</param>
/// <param name="MediaType">What the registry calls it.</param>
internal sealed record ManifestHeader(Digest? Digest, string? MediaType);
