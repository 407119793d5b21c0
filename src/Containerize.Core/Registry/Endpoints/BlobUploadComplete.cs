using System.Net;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// PUT LOCATION?digest=DIGEST, with all bytes or after them. The result is whether the registry named the digest of
/// what it stored. Source: OCI distribution specification, "POST then PUT" and "Pushing a blob in chunks".
/// </summary>
internal sealed class BlobUploadComplete(
    RepositoryName repository,
    Digest digest,
    Uri location,
    BlobReader? source,
    bool asksFirst,
    RegistryOptions options
) : RegistryEndpoint<bool>
{
    public override string Action => $"upload {digest} to '{repository}'";

    public override HttpMethod Method => HttpMethod.Put;

    public override bool AsksFirst => asksFirst;

    /// <summary>What the location's query holds is the registry's own affair and stays.</summary>
    public override Uri GetUri(Uri root)
    {
        var query = location.Query.Length > 1 ? location.Query + "&" : "?";
        return new Uri(location, $"{query}digest={Uri.EscapeDataString(digest.ToString())}");
    }

    public override async Task<HttpContent?> CreateContentAsync(RequestDeadline deadline, CancellationToken cancellationToken)
    {
        if (source is not null)
        {
            return await BlobContent.CreateAsync(source, offset: 0, source.Size, deadline, options.CommitTimeout, cancellationToken);
        }

        deadline.Restart(options.CommitTimeout);
        return new ByteArrayContent([]);
    }

    public override bool Handles(HttpStatusCode status) =>
        status is HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NoContent;

    public override Task<bool> ReadAsync(RegistryResponse response)
    {
        if (response.IsWebPage)
        {
            throw new FormatException($"HTTP {(int)response.Message.StatusCode} with a web page");
        }

        if (response.ContentDigest is not { } stored || stored.Algorithm != digest.Algorithm)
        {
            return Task.FromResult(false);
        }

        return stored == digest
            ? Task.FromResult(true)
            : throw new ContainerizeException(
                RegistryDiagnostics.StoredUnderOtherDigest.Create(Action, response.Uri.Authority, $"{stored} instead of {digest}")
            );
    }
}
