using System.Net;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>HEAD /v2/NAME/blobs/DIGEST. A blob of another size than the descriptor's is not the one looked for.</summary>
internal sealed class BlobHead(RepositoryName repository, Descriptor blob) : RegistryEndpoint<bool>
{
    public override string Action => $"look for {blob.Digest} in '{repository}'";

    public override HttpMethod Method => HttpMethod.Head;

    public override Uri GetUri(Uri root) => new(root, $"v2/{repository}/blobs/{blob.Digest}");

    public override bool Handles(HttpStatusCode status) => status is HttpStatusCode.OK or HttpStatusCode.NotFound;

    public override Task<bool> ReadAsync(RegistryResponse response)
    {
        if (response.Message.StatusCode != HttpStatusCode.OK)
        {
            return Task.FromResult(false);
        }

        return response.IsWebPage
            ? throw new FormatException("a web page in place of a blob")
            : Task.FromResult(response.Message.Content.Headers.ContentLength is not { } length || length == blob.Size);
    }
}
