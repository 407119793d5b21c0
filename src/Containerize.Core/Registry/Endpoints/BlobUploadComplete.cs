using System.Net;
using Containerize.Images;

namespace Containerize.Registry.Endpoints;

/// <summary>PUT LOCATION?digest=DIGEST with all bytes. Source: OCI distribution specification, "POST then PUT".</summary>
internal sealed class BlobUploadComplete(string repository, IBlob blob, Uri location, TimeSpan commitTimeout) : RegistryEndpoint<bool>
{
    public override string Action => $"upload {blob.Descriptor.Digest} to '{repository}'";

    public override HttpMethod Method => HttpMethod.Put;

    /// <summary>What the location's query holds is the registry's own affair and stays.</summary>
    public override Uri GetUri(Uri root)
    {
        var query = location.Query.Length > 1 ? location.Query + "&" : "?";
        return new Uri(location, $"{query}digest={Uri.EscapeDataString(blob.Descriptor.Digest.ToString())}");
    }

    public override async Task<HttpContent?> CreateContentAsync(RequestDeadline deadline, CancellationToken cancellationToken) =>
        new BlobContent(await blob.OpenAsync(cancellationToken), blob.Descriptor.Size, deadline, commitTimeout);

    public override bool Handles(HttpStatusCode status) =>
        status is HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NoContent;

    public override Task<bool> ReadAsync(Exchange exchange) => exchange.IsWebPage
        ? throw new FormatException($"HTTP {(int)exchange.Response.StatusCode} with a web page")
        : Task.FromResult(true);
}
