using System.Net;
using Containerize.Oci;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// POST /v2/NAME/blobs/uploads/: begins an upload, or mounts the blob from another repository of the registry. The
/// result is where to upload to, or null where the blob was mounted.
/// Source: OCI distribution specification, "POST then PUT" and "Mounting a blob from another repository".
/// </summary>
internal sealed class BlobUploadStart(string repository, Digest digest, string? mountFrom) : RegistryEndpoint<Uri?>
{
    public override string Action => mountFrom is null
        ? $"begin the upload of {digest} to '{repository}'"
        : $"mount {digest} from '{mountFrom}' in '{repository}'";

    public override HttpMethod Method => HttpMethod.Post;

    public override Uri GetUri(Uri root) => new(root, mountFrom is null
        ? $"v2/{repository}/blobs/uploads/"
        : $"v2/{repository}/blobs/uploads/?mount={Uri.EscapeDataString(digest.ToString())}&from={Uri.EscapeDataString(mountFrom)}");

    /// <summary>A POST without a body says so: some servers refuse one without a length.</summary>
    public override Task<HttpContent?> CreateContentAsync(RequestDeadline deadline, CancellationToken cancellationToken) =>
        Task.FromResult<HttpContent?>(new ByteArrayContent([]));

    public override bool Handles(HttpStatusCode status) =>
        status is HttpStatusCode.Accepted or HttpStatusCode.OK or HttpStatusCode.NoContent || (status == HttpStatusCode.Created && mountFrom is not null);

    public override Task<Uri?> ReadAsync(Exchange exchange)
    {
        if (exchange.Response.StatusCode == HttpStatusCode.Created)
        {
            return Task.FromResult<Uri?>(null);
        }

        return exchange.Response.Headers.Location is { } location
            ? Task.FromResult<Uri?>(Resolve(exchange.Uri, location))
            : throw new FormatException("an upload without a Location");
    }

    /// <summary>
    /// A registry behind a proxy that ends TLS often gives its own address as http; it is still the one asked over
    /// https.
    /// </summary>
    private static Uri Resolve(Uri asked, Uri location)
    {
        var target = new Uri(asked, location);
        return asked.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp && RegistryAddress.IsSameHost(asked, target)
            ? new UriBuilder(target) { Scheme = asked.Scheme, Port = asked.Port }.Uri
            : target;
    }
}
