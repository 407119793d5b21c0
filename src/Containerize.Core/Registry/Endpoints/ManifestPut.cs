using System.Collections.Immutable;
using System.Net;
using System.Runtime.InteropServices;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// PUT /v2/NAME/manifests/REFERENCE. Gives the subject whose referrers the registry lists the manifest with, as it says
/// itself; null where it says nothing. Source: OCI distribution specification, "Pushing Manifests with Subject".
/// </summary>
internal sealed class ManifestPut(
    RegistryName registry,
    RepositoryName repository,
    string reference,
    ImmutableArray<byte> bytes,
    string mediaType,
    Digest digest
) : RegistryEndpoint<Digest?>
{
    public override string Action => $"write the manifest '{ManifestName.Format(repository, reference)}'";

    public override HttpMethod Method => HttpMethod.Put;

    public override Uri GetUri(Uri root) => ManifestName.GetUri(root, repository, reference);

    public override Task<HttpContent?> CreateContentAsync(RequestDeadline deadline, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(ImmutableCollectionsMarshal.AsArray(bytes)!);
        content.Headers.ContentType = new(mediaType);
        return Task.FromResult<HttpContent?>(content);
    }

    /// <summary>201 is right; other kinds of success are what some registries say instead.</summary>
    public override bool Handles(HttpStatusCode status) =>
        status is HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NoContent;

    public override Task<Digest?> ReadAsync(RegistryResponse response)
    {
        if (response.IsWebPage)
        {
            throw new FormatException($"HTTP {(int)response.Message.StatusCode} with a web page");
        }

        return response.ContentDigest is { } stored && stored.Algorithm == digest.Algorithm && stored != digest
            ? throw new ContainerizeException(
                RegistryDiagnostics.StoredUnderOtherDigest.Create(Action, registry, $"{stored} instead of {digest}")
            )
            : Task.FromResult(response.Subject);
    }
}
