using System.Globalization;
using System.Net;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// PATCH LOCATION with the next bytes; the result says how many the registry has now, and is null where they were not
/// the next, and it does not tell which are.
/// Source: OCI distribution specification, "Pushing a blob in chunks".
/// </summary>
/// <param name="repository">Where to.</param>
/// <param name="digest">The blob, for messages.</param>
/// <param name="session">The upload as it is.</param>
/// <param name="source">The blob's bytes.</param>
/// <param name="length">How many of them are sent.</param>
/// <param name="hasRange">Whether the request says which they are: Docker's does not.</param>
/// <param name="asksFirst">Whether it may well be that the registry does not take that many.</param>
/// <param name="options">Time limits.</param>
internal sealed class BlobUploadChunk(
    RepositoryName repository,
    Digest digest,
    UploadSession session,
    BlobReader source,
    long length,
    bool hasRange,
    bool asksFirst,
    RegistryOptions options
) : RegistryEndpoint<UploadSession?>
{
    public override string Action =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"upload bytes {session.Received} to {session.Received + length - 1} of {digest} to '{repository}'"
        );

    public override HttpMethod Method => HttpMethod.Patch;

    public override bool AsksFirst => asksFirst;

    public override Uri GetUri(Uri root) => session.Location;

    public override async Task<HttpContent?> CreateContentAsync(RequestDeadline deadline, CancellationToken cancellationToken)
    {
        var content = await BlobContent.CreateAsync(source, session.Received, length, deadline, options.CommitTimeout, cancellationToken);
        if (hasRange)
        {
            content.Headers.TryAddWithoutValidation(
                "Content-Range",
                string.Create(CultureInfo.InvariantCulture, $"{session.Received}-{session.Received + length - 1}")
            );
        }

        return content;
    }

    /// <summary>202 is right; 416 reports what the registry has, if that differs from what was expected.</summary>
    public override bool Handles(HttpStatusCode status) =>
        status
            is HttpStatusCode.Accepted
                or HttpStatusCode.Created
                or HttpStatusCode.NoContent
                or HttpStatusCode.OK
                or HttpStatusCode.RequestedRangeNotSatisfiable;

    public override Task<UploadSession?> ReadAsync(RegistryResponse response)
    {
        var (sent, told) = (session.Received + length, UploadAnswer.Received(response.Message));
        var received = response.Message.IsSuccessStatusCode
            // Success is for the whole body. A Range that reports less is believed, and one that makes no sense is not.
            ? told > session.Received && told < sent
                ? told
                : sent
            : told;
        return Task.FromResult(
            received is { } count ? session with { Location = UploadAnswer.Location(response) ?? session.Location, Received = count } : null
        );
    }
}
