using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Does not know a kind of request.</summary>
internal sealed class RefusesRequests(Func<HttpRequest, bool> which, int status, string code) : RegistryQuirk
{
    /// <summary>Google: an upload has one body.</summary>
    public static RefusesRequests Chunks =>
        new(request => request.Method == "PATCH" && request.Headers.ContentRange.Count > 0, 405, "UNSUPPORTED");

    /// <summary>The same, found out at the second chunk only.</summary>
    public static RefusesRequests SecondChunk =>
        new(
            request =>
                request.Method == "PATCH"
                && request.Headers.ContentRange.FirstOrDefault() is { } range
                && !range.StartsWith("0-", StringComparison.Ordinal),
            400,
            "UNSUPPORTED"
        );

    /// <summary>The bytes do not come with the last request of an upload.</summary>
    public static RefusesRequests WholeUploads =>
        new(request => request.Method == "PUT" && IsUpload(request) && request.ContentLength > 0, 400, "BLOB_UPLOAD_INVALID");

    /// <summary>A proxy takes bodies up to a size.</summary>
    public static RefusesRequests BodiesAbove(long length) => new(request => request.ContentLength > length, 413, "");

    /// <summary>Nobody can ask how far an upload got.</summary>
    public static RefusesRequests UploadStatus => new(request => request.Method == "GET" && IsUpload(request), 405, "UNSUPPORTED");

    /// <summary>Manifests are given out and not looked for.</summary>
    public static RefusesRequests ManifestHeads =>
        new(
            request => request.Method == "HEAD" && request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal),
            405,
            "UNSUPPORTED"
        );

    /// <summary>The account may push to a repository and not pull from it.</summary>
    public static RefusesRequests ManifestReads(string repository) =>
        new(
            request => request.Method == "GET" && request.Path.StartsWithSegments($"/v2/{repository}/manifests", StringComparison.Ordinal),
            403,
            "DENIED"
        );

    /// <summary>Harbor: a cookie is taken for a browser's session, which needs a token against forged requests.</summary>
    public static RefusesRequests Cookies => new(request => request.Headers.ContainsKey("Cookie"), 403, "FORBIDDEN");

    public override Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed) =>
        which(context.Request) ? RefuseAsync(context, status, code, "not here") : proceed();
}
