using System.Net;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// POST /v2/NAME/blobs/uploads/: begins an upload, or mounts the blob from another repository of the registry; null
/// where it was mounted.
/// Source: OCI distribution specification, "POST then PUT" and "Mounting a blob from another repository".
/// </summary>
internal sealed class BlobUploadStart(RepositoryName repository, Digest digest, RepositoryName? mountFrom)
    : RegistryEndpoint<UploadSession?>
{
    public override string Action =>
        mountFrom is null ? $"begin the upload of {digest} to '{repository}'" : $"mount {digest} from '{mountFrom}' in '{repository}'";

    public override HttpMethod Method => HttpMethod.Post;

    public override Uri GetUri(Uri root) =>
        new(root, $"v2/{repository}/blobs/uploads/" + (mountFrom is null ? "" : $"?mount={Escape(digest)}&from={Escape(mountFrom)}"));

    /// <summary>A POST without a body says so: some servers refuse one without a length.</summary>
    public override Task<HttpContent?> CreateContentAsync(RequestDeadline deadline, CancellationToken cancellationToken) =>
        Task.FromResult<HttpContent?>(new ByteArrayContent([]));

    /// <summary>202 is right; Amazon's registry says 201, which elsewhere means that the blob was mounted.</summary>
    public override bool Handles(HttpStatusCode status) =>
        status is HttpStatusCode.Accepted or HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.Created;

    public override Task<UploadSession?> ReadAsync(RegistryResponse response)
    {
        var location = UploadAnswer.Location(response);
        if (
            mountFrom is not null
            && response.Message.StatusCode == HttpStatusCode.Created
            && location?.AbsolutePath.Contains("/blobs/uploads/", StringComparison.Ordinal) != true
        )
        {
            return Task.FromResult<UploadSession?>(null);
        }

        return location is not null
            ? Task.FromResult<UploadSession?>(new(location, Received: 0, UploadAnswer.MinimumChunk(response.Message)))
            : throw new FormatException("an upload without a Location");
    }

    private static string Escape(object name) => Uri.EscapeDataString(name.ToString()!);
}
