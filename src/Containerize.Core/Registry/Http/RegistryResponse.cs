using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using Containerize.Oci;

namespace Containerize.Registry.Http;

/// <summary>A response that an endpoint reads, with what it takes to read it safely.</summary>
internal sealed class RegistryResponse(
    HttpResponseMessage message,
    Uri uri,
    string action,
    RequestDeadline deadline,
    CancellationToken cancellationToken
) : IDisposable
{
    public HttpResponseMessage Message => message;

    /// <summary>Where the response came from, after redirects.</summary>
    public Uri Uri => uri;

    public string Action => action;

    public RequestDeadline Deadline => deadline;

    /// <summary>The caller's own, to tell a cancellation from a time-out.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    public string? MediaType => message.Content.Headers.ContentType?.MediaType;

    /// <summary>Registries answer in JSON, so a page for people comes from something else.</summary>
    public bool IsWebPage => MediaType == "text/html";

    /// <summary>
    /// Whether the body ends with the connection: then one that broke looks like a whole one. Source: RFC 9112, section 6.3.
    /// </summary>
    public bool IsOpenEnded =>
        message.Version.Major < 2 && message.Content.Headers.ContentLength is null && message.Headers.TransferEncodingChunked != true;

    /// <summary>The digest that the registry names. Source: OCI distribution specification, "Docker-Content-Digest".</summary>
    public Digest? ContentDigest =>
        message.Headers.TryGetValues("Docker-Content-Digest", out var values) && Digest.TryParse(values.FirstOrDefault(), out var digest)
            ? digest
            : null;

    /// <summary>A strong one: a weak one is good for no comparison before a write. Source: RFC 9110, section 13.1.1.</summary>
    public EntityTagHeaderValue? EntityTag => message.Headers.ETag is { IsWeak: false } tag ? tag : null;

    /// <summary>The subject of a manifest that was stored, where the registry lists referrers.</summary>
    public Digest? Subject =>
        message.Headers.TryGetValues("OCI-Subject", out var values) && Digest.TryParse(values.FirstOrDefault(), out var digest)
            ? digest
            : null;

    /// <summary>The body, or null where it is larger than <paramref name="limit"/> bytes.</summary>
    /// <exception cref="RegistryFailure">The connection broke or stalled.</exception>
    public async Task<ImmutableArray<byte>?> ReadBodyAsync(int limit)
    {
        if (message.Content.Headers.ContentLength > limit)
        {
            return null;
        }

        try
        {
            await using var body = await message.Content.ReadAsStreamAsync(deadline.Token);
            using var buffer = new MemoryStream();
            var piece = new byte[8192];
            while (await body.ReadAsync(piece, deadline.Token) is > 0 and var count)
            {
                if (buffer.Length + count > limit)
                {
                    return null;
                }

                buffer.Write(piece, 0, count);
            }

            return ImmutableCollectionsMarshal.AsImmutableArray(buffer.ToArray());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw HttpSender.Failure(exception, uri, action, deadline);
        }
    }

    /// <summary>Hands the body to a caller that reads it piece by piece.</summary>
    /// <exception cref="RegistryFailure">The connection broke or stalled.</exception>
    public async Task ReadBodyAsync(Func<Stream, CancellationToken, Task> read)
    {
        try
        {
            await using var body = await message.Content.ReadAsStreamAsync(deadline.Token);
            await read(body, deadline.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw HttpSender.Failure(exception, uri, action, deadline);
        }
    }

    public void Dispose()
    {
        message.Dispose();
        deadline.Dispose();
    }
}
