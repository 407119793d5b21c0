using System.Net;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// GET /v2/NAME/tags/list, one page of it. The tags are reported while they are read; a request that is sent again reports
/// some twice. Source: OCI distribution specification, "Listing Tags".
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="page">Path and query of the page, as the one before named it; null for the first.</param>
/// <param name="found">Gets every tag.</param>
internal sealed class TagList(RepositoryName repository, string? page, Action<string> found) : RegistryEndpoint<TagPage>
{
    /// <summary>Registries give less where they like that better; asking for many spares the others the requests.</summary>
    private const int PageSize = 10_000;

    public override string Action => $"list the tags of '{repository}'";

    public override HttpMethod Method => HttpMethod.Get;

    public override Uri GetUri(Uri root) => new(root, page ?? $"v2/{repository}/tags/list?n={PageSize}");

    /// <summary>Some registries don't list, or not for this account.</summary>
    public override bool Handles(HttpStatusCode status) =>
        status
            is HttpStatusCode.OK
                or HttpStatusCode.NotFound
                or HttpStatusCode.BadRequest
                or HttpStatusCode.Unauthorized
                or HttpStatusCode.Forbidden
                or HttpStatusCode.MethodNotAllowed
                or HttpStatusCode.NotImplemented;

    public override async Task<TagPage> ReadAsync(RegistryResponse response)
    {
        if (response.Message.StatusCode != HttpStatusCode.OK || response.IsWebPage)
        {
            return new(response.IsWebPage ? "a web page" : $"HTTP {(int)response.Message.StatusCode}", Next: null);
        }

        await response.ReadBodyAsync((body, cancellationToken) => TagListReader.ReadAsync(body, found, cancellationToken));
        return new(Refusal: null, NextPage.Find(response));
    }
}

/// <summary>What came of asking for a page.</summary>
/// <param name="Refusal">Why there is none; null where there is.</param>
/// <param name="Next">Path and query of the next page; null for the last.</param>
internal sealed record TagPage(string? Refusal, string? Next);
