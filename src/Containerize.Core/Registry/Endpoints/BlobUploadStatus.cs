using System.Net;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// GET LOCATION: how much of an upload the registry has; null where it does not say, or has forgotten it.
/// Source: OCI distribution specification, "Pushing a blob in chunks".
/// </summary>
internal sealed class BlobUploadStatus(RepositoryName repository, Digest digest, UploadSession session) : RegistryEndpoint<UploadSession?>
{
    public override string Action => $"ask how much of the upload of {digest} to '{repository}' arrived";

    public override HttpMethod Method => HttpMethod.Get;

    public override Uri GetUri(Uri root) => session.Location;

    /// <summary>What is not success and does not pass means the same: begin another.</summary>
    public override bool Handles(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NoContent => true,
            HttpStatusCode.Unauthorized or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => false,
            _ => status is (>= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError) or HttpStatusCode.NotImplemented,
        };

    public override Task<UploadSession?> ReadAsync(RegistryResponse response) =>
        Task.FromResult(
            response.Message.IsSuccessStatusCode && !response.IsWebPage && UploadAnswer.Received(response.Message) is { } received
                ? session with
                {
                    Location = UploadAnswer.Location(response) ?? session.Location,
                    Received = received,
                }
                : null
        );
}
