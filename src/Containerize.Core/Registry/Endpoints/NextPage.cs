using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// Where a list goes on that comes in pages. Source: OCI distribution specification, "Listing Tags" and "Listing Referrers".
/// </summary>
internal static class NextPage
{
    /// <summary>
    /// Path and query of the next page, null after the last. The registry itself is asked, whatever host it thinks it has.
    /// </summary>
    public static string? Find(RegistryResponse response) =>
        response.Message.Headers.TryGetValues("Link", out var links)
        && links.SelectMany(LinkHeader.Parse).FirstOrDefault(link => link.IsFor("next")).Target is { } target
        && RegistryAddress.Resolve(response.Uri, target) is { } next
            ? "/" + next.PathAndQuery.TrimStart('/')
            : null;
}
