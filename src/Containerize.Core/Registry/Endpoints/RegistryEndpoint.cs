using System.Net;
using System.Net.Http.Headers;
using Containerize.Registry.Http;

namespace Containerize.Registry.Endpoints;

/// <summary>
/// One request of the OCI distribution specification: how it is made, and how its answer is read. Sending it is
/// <see cref="RegistryTransport"/>'s part.
/// </summary>
internal abstract class RegistryEndpoint<T>
{
    /// <summary>What is tried, as it follows "Could not": <c>read the manifest 'app:1.0'</c>.</summary>
    public abstract string Action { get; }

    public abstract HttpMethod Method { get; }

    /// <summary>Media types to accept; none means that anything is.</summary>
    public virtual IReadOnlyList<string> Accept => [];

    /// <summary>The request is only for what has this tag still: <c>If-Match</c>. Null where that does not matter.</summary>
    public virtual EntityTagHeaderValue? Replaces => null;

    /// <summary>Which part of the content is wanted; null for all of it.</summary>
    public virtual RangeHeaderValue? Range => null;

    /// <summary>Whether a refusal is likely enough to wait for before the body is sent, whatever its size.</summary>
    public virtual bool AsksFirst => false;

    /// <summary>Whether the result reads on from the response, and disposes it.</summary>
    public virtual bool KeepsExchange => false;

    public abstract Uri GetUri(Uri root);

    /// <summary>A new body; it is asked for again whenever the request is sent again.</summary>
    public virtual Task<HttpContent?> CreateContentAsync(RequestDeadline deadline, CancellationToken cancellationToken) =>
        Task.FromResult<HttpContent?>(null);

    /// <summary>Whether <see cref="ReadAsync"/> knows what a response with this status means.</summary>
    public abstract bool Handles(HttpStatusCode status);

    /// <exception cref="FormatException">No registry answers like this; the message says what is odd.</exception>
    public abstract Task<T> ReadAsync(RegistryResponse response);
}
