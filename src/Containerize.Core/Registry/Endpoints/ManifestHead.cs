using System.Net;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// HEAD /v2/NAME/manifests/REFERENCE. Null where there is none. A registry that does not answer this request, or not
/// with a digest, gives no reason: GET does, if it is refused.
/// </summary>
internal sealed class ManifestHead(RepositoryName repository, string reference) : RegistryEndpoint<ManifestHeader?>
{
    public override string Action => $"look for the manifest '{ManifestName.Format(repository, reference)}'";

    public override HttpMethod Method => HttpMethod.Head;

    public override IReadOnlyList<string> Accept => MediaTypes.Manifests;

    public override Uri GetUri(Uri root) => ManifestName.GetUri(root, repository, reference);

    public override bool Handles(HttpStatusCode status) =>
        status
            is HttpStatusCode.OK
                or HttpStatusCode.NotFound
                or HttpStatusCode.BadRequest
                or HttpStatusCode.Forbidden
                or HttpStatusCode.MethodNotAllowed
                or HttpStatusCode.NotImplemented;

    public override Task<ManifestHeader?> ReadAsync(RegistryResponse response) =>
        Task.FromResult(
            (response.Message.StatusCode, response.IsWebPage) switch
            {
                (HttpStatusCode.OK, false) => new ManifestHeader(response.ContentDigest, response.MediaType),
                (HttpStatusCode.NotFound, false) => null,
                _ => new ManifestHeader(Digest: null, MediaType: null),
            }
        );
}
