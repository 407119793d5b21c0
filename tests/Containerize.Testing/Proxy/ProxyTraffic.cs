using System.Collections.Immutable;

namespace Containerize.Testing.Proxy;

/// <summary>What went from clients to the registry.</summary>
/// <param name="Requests">Methods with paths and queries, in the order they came: <c>HEAD /v2/app/manifests/latest</c>.</param>
/// <param name="BodyBytes">Bytes of the requests' bodies, without their heads and without the framing of chunks.</param>
internal sealed record ProxyTraffic(ImmutableArray<string> Requests, long BodyBytes)
{
    /// <summary>All bytes, heads included.</summary>
    public long Bytes { get; init; }

    /// <summary>Blobs whose upload a client finished. A mount is none.</summary>
    public int Blobs => Requests.Count(EndsUpload);

    /// <summary>How many requests had this method.</summary>
    public int Count(string method) => Requests.Count(request => request.StartsWith(method + " ", StringComparison.Ordinal));

    // Distribution specification, "Pushing blobs": a PUT closes an upload; a POST with a digest is one by itself.
    private static bool EndsUpload(string request) =>
        request.Contains("/blobs/uploads/", StringComparison.Ordinal)
        && (
            request.StartsWith("PUT ", StringComparison.Ordinal)
            || (request.StartsWith("POST ", StringComparison.Ordinal) && request.Contains("digest=", StringComparison.Ordinal))
        );
}
