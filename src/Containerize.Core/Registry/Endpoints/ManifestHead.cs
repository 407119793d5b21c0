using System.Net;
using Containerize.Oci;

namespace Containerize.Registry.Endpoints;

/// <summary>HEAD /v2/NAME/manifests/REFERENCE. Null where there is none, or the registry does not name its digest.</summary>
internal sealed class ManifestHead(string repository, string reference) : RegistryEndpoint<Digest?>
{
    public override string Action => $"look for the manifest '{ManifestName.Of(repository, reference)}'";

    public override HttpMethod Method => HttpMethod.Head;

    public override IReadOnlyList<string> Accept => MediaTypes.Manifests;

    public override Uri GetUri(Uri root) => ManifestName.GetUri(root, repository, reference);

    public override bool Handles(HttpStatusCode status) => status is HttpStatusCode.OK or HttpStatusCode.NotFound;

    public override Task<Digest?> ReadAsync(Exchange exchange) =>
        Task.FromResult(exchange.Response.StatusCode == HttpStatusCode.OK ? exchange.ContentDigest : null);
}
