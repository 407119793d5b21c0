using System.Net;
using Containerize.Oci;

namespace Containerize.Registry.Endpoints;

/// <summary>GET /v2/NAME/blobs/DIGEST: the bytes as they come, not verified yet. The stream owns the connection.</summary>
internal sealed class BlobGet(string repository, Digest digest) : RegistryEndpoint<Stream>
{
    public override string Action => $"download {digest} from '{repository}'";

    public override HttpMethod Method => HttpMethod.Get;

    public override bool KeepsExchange => true;

    public override Uri GetUri(Uri root) => new(root, $"v2/{repository}/blobs/{digest}");

    public override bool Handles(HttpStatusCode status) => status is HttpStatusCode.OK;

    public override async Task<Stream> ReadAsync(Exchange exchange)
    {
        var body = await exchange.Response.Content.ReadAsStreamAsync(exchange.Deadline.Token);
        var stream = new ResponseStream(exchange, body);
        exchange.Deadline.Pause();
        return stream;
    }
}
