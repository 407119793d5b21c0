using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// GET /v2/NAME/blobs/DIGEST: the bytes as they come, not verified yet, or those after an offset. The result owns the
/// connection. Source: OCI distribution specification, "Pulling blobs"; RFC 9110, section 14.
/// </summary>
/// <param name="repository">Where the blob is.</param>
/// <param name="blob">What it is.</param>
/// <param name="offset">The first byte that is wanted; servers may give all of them.</param>
internal sealed class BlobGet(RepositoryName repository, Descriptor blob, long offset) : RegistryEndpoint<BlobBody>
{
    public override string Action => $"download {blob.Digest} from '{repository}'";

    public override HttpMethod Method => HttpMethod.Get;

    public override RangeHeaderValue? Range => offset > 0 ? new(offset, null) : null;

    public override bool KeepsExchange => true;

    public override Uri GetUri(Uri root) => new(root, $"v2/{repository}/blobs/{blob.Digest}");

    public override bool Handles(HttpStatusCode status) =>
        status is HttpStatusCode.OK || (status is HttpStatusCode.PartialContent && offset > 0);

    public override async Task<BlobBody> ReadAsync(RegistryResponse response)
    {
        var first = response.Message.StatusCode == HttpStatusCode.PartialContent ? FirstOfPart(response) : FirstOfWhole(response);
        var body = new BlobBody(response, await response.Message.Content.ReadAsStreamAsync(response.Deadline.Token), first);
        response.Deadline.Pause();
        return body;
    }

    /// <summary>A page that something in between puts in the blob's place has another length; it may be gone in a moment.</summary>
    private long FirstOfWhole(RegistryResponse response) =>
        offset > 0 && response.Message.Content.Headers.ContentLength is { } length && length != blob.Size
            ? throw Failure(
                response,
                string.Create(CultureInfo.InvariantCulture, $"it has {length} bytes now instead of {blob.Size}"),
                status: null
            )
            : 0;

    /// <summary>A part that begins earlier will do; of another, or of one that does not say what it is, nothing can be used.</summary>
    private long FirstOfPart(RegistryResponse response) =>
        response.Message.Content.Headers.ContentRange is { Unit: "bytes", HasRange: true } range
        && range.From <= offset
        && range.To >= offset
        && (range.Length ?? blob.Size) == blob.Size
            ? range.From.Value
            : throw Failure(
                response,
                $"a part that was not asked for ('{response.Message.Content.Headers.ContentRange}')",
                HttpStatusCode.RequestedRangeNotSatisfiable
            );

    private RegistryFailure Failure(RegistryResponse response, string what, HttpStatusCode? status) =>
        new(RegistryDiagnostics.NotARegistry.Create(Action, response.Uri.Authority, what))
        {
            Status = status,
            IsTransient = status is null,
        };
}
