using System.Globalization;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// What the answers to the requests of an upload have in common. Source: OCI distribution specification, "Pushing a blob in chunks".
/// </summary>
internal static class UploadAnswer
{
    /// <summary>
    /// Where the upload goes on. A registry after a proxy that ends TLS often gives its own address as http; it is
    /// still the one asked over https.
    /// </summary>
    /// <exception cref="RegistryFailure">CTZ3014: bytes would leave https, or it is no address.</exception>
    public static Uri? Location(RegistryResponse response)
    {
        var asked = response.Uri;
        if (ResponseLocation.Read(response.Message, asked, response.Action) is not { } target)
        {
            return null;
        }

        if (asked.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp && RegistryAddress.IsSameHost(asked, target))
        {
            return new UriBuilder(target) { Scheme = asked.Scheme, Port = asked.Port }.Uri;
        }

        EndpointSender.CheckTarget(response.Action, asked, target);
        return target;
    }

    /// <summary>
    /// How many bytes there are, by <c>Range: 0-LAST</c>, also with a unit before it; null where the answer does not
    /// tell. Many registries write <c>0-0</c> for none: one byte more than they have does no harm.
    /// </summary>
    public static long? Received(HttpResponseMessage response)
    {
        var range = response.Headers.TryGetValues("Range", out var values) ? (values.FirstOrDefault() ?? "").AsSpan().Trim() : [];
        range = range[(range.IndexOf('=') + 1)..];
        return
            range.StartsWith("0-")
            && long.TryParse(range[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && last < long.MaxValue
            ? last == 0
                ? 0
                : last + 1
            : null;
    }

    /// <summary>What a chunk must have at least; zero where the registry does not say.</summary>
    public static long MinimumChunk(HttpResponseMessage response) =>
        response.Headers.TryGetValues("OCI-Chunk-Min-Length", out var values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : 0;
}
