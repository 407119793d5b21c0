using System.Collections.Immutable;
using System.Net;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// GET /v2/NAME/referrers/DIGEST, one page of it; null where the registry has no such list. Source: OCI distribution
/// specification, "Listing Referrers".
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="subject">Whose referrers.</param>
/// <param name="page">Path and query of the page, as the one before named it; null for the first.</param>
internal sealed class ReferrerList(RepositoryName repository, Digest subject, string? page) : RegistryEndpoint<ReferrerPage?>
{
    public override string Action => $"list what refers to '{ManifestName.Format(repository, subject.ToString())}'";

    public override HttpMethod Method => HttpMethod.Get;

    public override IReadOnlyList<string> Accept { get; } = [MediaTypes.OciIndex];

    public override Uri GetUri(Uri root) => new(root, page ?? $"v2/{repository}/referrers/{subject}");

    /// <summary>Registries of before this list answer in many ways, but none with an index.</summary>
    public override bool Handles(HttpStatusCode status) =>
        status
            is HttpStatusCode.OK
                or HttpStatusCode.NotFound
                or HttpStatusCode.BadRequest
                or HttpStatusCode.MethodNotAllowed
                or HttpStatusCode.NotAcceptable
                or HttpStatusCode.NotImplemented;

    public override async Task<ReferrerPage?> ReadAsync(RegistryResponse response)
    {
        if (response.Message.StatusCode != HttpStatusCode.OK || response.IsWebPage)
        {
            return null;
        }

        var bytes = await response.ReadBodyAsync(ManifestGet.MaximumSize)
            ?? throw new FormatException($"a list of referrers larger than {ManifestGet.MaximumSize} bytes");
        return new(ImageIndex.Parse(bytes).Manifests, NextPage.Find(response));
    }
}

/// <param name="Manifests">Manifests whose subject is the one that was asked for.</param>
/// <param name="Next">Path and query of the next page; null for the last.</param>
internal sealed record ReferrerPage(ImmutableArray<Descriptor> Manifests, string? Next);
