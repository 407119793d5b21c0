using System.Net;
using System.Net.Http.Headers;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// A <see cref="ManifestPut"/> in the place of something that was read. False where a registry that compares found
/// another there. Source: RFC 9110, section 13.1.1.
/// </summary>
/// <param name="put">What is stored.</param>
/// <param name="replaces">The tag of what was read; null where there was none to compare.</param>
internal sealed class ManifestReplace(ManifestPut put, EntityTagHeaderValue? replaces) : RegistryEndpoint<bool>
{
    public override string Action => put.Action;

    public override HttpMethod Method => put.Method;

    public override EntityTagHeaderValue? Replaces => replaces;

    public override Uri GetUri(Uri root) => put.GetUri(root);

    public override Task<HttpContent?> CreateContentAsync(RequestDeadline deadline, CancellationToken cancellationToken) =>
        put.CreateContentAsync(deadline, cancellationToken);

    public override bool Handles(HttpStatusCode status) =>
        put.Handles(status) || (status == HttpStatusCode.PreconditionFailed && replaces is not null);

    public override async Task<bool> ReadAsync(RegistryResponse response)
    {
        if (response.Message.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return false;
        }

        await put.ReadAsync(response);
        return true;
    }
}
