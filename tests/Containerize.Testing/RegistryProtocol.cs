using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Containerize.Oci;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing;

/// <summary>The requests of the OCI distribution specification, for an <see cref="InMemoryRegistry"/>.</summary>
internal sealed class RegistryProtocol(InMemoryRegistry registry, InMemoryRegistryOptions options)
{
    private const string Prefix = "/v2/";
    private const string TagList = "/tags/list";
    private const string Referrers = "/referrers/";
    private const string Signature = "?X-Signature=signed-secret";

    private readonly InMemoryUploads _uploads = new(registry, options);

    public static string RepositoryOf(string path)
    {
        var end =
            path.IndexOf("/manifests/", StringComparison.Ordinal) is >= 0 and var manifests ? manifests
            : path.EndsWith(TagList, StringComparison.Ordinal) ? path.Length - TagList.Length
            : path.IndexOf(Referrers, StringComparison.Ordinal) is >= 0 and var referrers ? referrers
            : path.IndexOf("/blobs/", StringComparison.Ordinal);
        return end < 0 ? "" : path[Prefix.Length..end];
    }

    public static async Task RefuseAsync(HttpResponse response, int status, string code, string message)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        if (response.HttpContext.Request.Method != "HEAD")
        {
            await response.WriteAsync(
                new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message }) }.ToJsonString()
            );
        }
    }

    public async Task AnswerAsync(HttpRequest request, HttpResponse response, Func<string, bool> mayPull)
    {
        response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        var path = request.Path.Value!;
        if (path == Prefix)
        {
            return;
        }

        var repository = RepositoryOf(path);
        if (!ReferenceGrammar.IsRepository(repository))
        {
            await RefuseAsync(response, 404, "NAME_INVALID", "invalid repository name");
            return;
        }

        var rest = path[(Prefix.Length + repository.Length + 1)..];
        var last = rest[(rest.LastIndexOf('/') + 1)..];
        await (
            (request.Method, rest) switch
            {
                ("PUT" or "POST" or "PATCH" or "DELETE", _) when options.IsReadOnly => RefuseAsync(
                    response,
                    405,
                    "UNSUPPORTED",
                    "The registry is read-only."
                ),
                ("GET" or "HEAD", ['m', ..]) => ReadManifestAsync(request, response, repository, last),
                ("PUT", ['m', ..]) => WriteManifestAsync(request, response, repository, last),
                ("GET", "tags/list") when options.ListsTags => ListTagsAsync(request, response, repository),
                ("GET", ['r', ..]) when options.ListsReferrers => ListReferrersAsync(request, response, repository, last),
                ("POST", "blobs/uploads/") => _uploads.StartAsync(request, response, repository, mayPull),
                _ when rest.StartsWith("blobs/uploads/", StringComparison.Ordinal) => _uploads.ContinueAsync(
                    request,
                    response,
                    repository,
                    last
                ),
                ("GET" or "HEAD", ['b', ..]) => ReadBlobAsync(request, response, repository, last),
                _ => RefuseAsync(response, 405, "UNSUPPORTED", "The operation is unsupported."),
            }
        );
    }

    public async Task WriteStoredBlobAsync(HttpRequest request, HttpResponse response)
    {
        var path = request.Path.Value!;
        var bytes = registry.Content.GetBlob(RepositoryOf(Prefix + path[1..]), path[(path.LastIndexOf('/') + 1)..]);
        if (request.QueryString.Value != Signature || bytes is null)
        {
            response.StatusCode = 403;
            return;
        }

        await WriteAsync(request, response, bytes.Value, "application/octet-stream");
    }

    private async Task ListTagsAsync(HttpRequest request, HttpResponse response, string repository)
    {
        var size = Math.Min(
            options.TagPageSize,
            int.TryParse(request.Query["n"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : int.MaxValue
        );
        var last = request.Query["last"].ToString();
        string[] rest = [.. registry.Content.Tags(repository).SkipWhile(tag => last.Length > 0 && string.CompareOrdinal(tag, last) <= 0)];
        if (rest.Length > size)
        {
            response.Headers.Link = string.Create(
                CultureInfo.InvariantCulture,
                $"</v2/{repository}/tags/list?n={size}&last={rest[size - 1]}>; rel=\"next\""
            );
        }

        var tags = new JsonArray([.. rest.Take(size).Select(tag => (JsonNode)tag)]);
        await WriteAsync(
            request,
            response,
            [.. Encoding.UTF8.GetBytes(new JsonObject { ["name"] = repository, ["tags"] = tags }.ToJsonString())],
            "application/json"
        );
    }

    private async Task ListReferrersAsync(HttpRequest request, HttpResponse response, string repository, string digest)
    {
        var size = options.TagPageSize;
        var last = request.Query["last"].ToString();
        StoredManifest[] rest =
        [
            .. registry
                .Content.Manifests(repository)
                .Where(manifest => Subject(manifest.Bytes) == digest && string.CompareOrdinal(manifest.Digest, last) > 0),
        ];
        if (rest.Length > size)
        {
            response.Headers.Link = $"</v2/{repository}{Referrers}{digest}?last={rest[size - 1].Digest}>; rel=\"next\"";
        }

        var manifests = new JsonArray([
            .. rest.Take(size)
                .Select(manifest =>
                {
                    var root = JsonNode.Parse(manifest.Bytes.AsSpan())!;
                    return (JsonNode)
                        new JsonObject
                        {
                            ["mediaType"] = manifest.MediaType,
                            ["digest"] = manifest.Digest,
                            ["size"] = manifest.Bytes.Length,
                            ["artifactType"] = (string?)root["artifactType"] ?? (string?)root["config"]?["mediaType"] ?? "",
                            ["annotations"] = root["annotations"]?.DeepClone(),
                        };
                }),
        ]);
        var index = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciIndex,
            ["manifests"] = manifests,
        };
        await WriteAsync(request, response, [.. Encoding.UTF8.GetBytes(index.ToJsonString())], MediaTypes.OciIndex);
    }

    private static string? Subject(ImmutableArray<byte> manifest) => (string?)JsonNode.Parse(manifest.AsSpan())?["subject"]?["digest"];

    private async Task ReadManifestAsync(HttpRequest request, HttpResponse response, string repository, string reference)
    {
        if (registry.Content.GetManifest(repository, reference) is not { } manifest)
        {
            await RefuseAsync(response, 404, "MANIFEST_UNKNOWN", "manifest unknown");
            return;
        }

        response.Headers["Docker-Content-Digest"] = manifest.Digest;
        await WriteAsync(request, response, manifest.Bytes, manifest.MediaType);
    }

    private async Task WriteManifestAsync(HttpRequest request, HttpResponse response, string repository, string reference)
    {
        var body = await ReadAsync(request);
        var digest = Digest.Compute(body.AsSpan()).ToString();
        if (Problem(request, repository, reference, body, digest) is var (code, message))
        {
            await RefuseAsync(response, code == "DENIED" ? 403 : 400, code, message);
            return;
        }

        registry.Content.AddManifest(repository, reference, body, request.ContentType!);
        if (options.ListsReferrers && Subject(body) is { } subject)
        {
            response.Headers["OCI-Subject"] = subject;
        }

        response.StatusCode = 201;
        response.Headers["Docker-Content-Digest"] = digest;
        response.Headers.Location = $"/v2/{repository}/manifests/{digest}";
    }

    private (string Code, string Message)? Problem(
        HttpRequest request,
        string repository,
        string reference,
        ImmutableArray<byte> body,
        string digest
    )
    {
        if (request.ContentLength != body.Length)
        {
            return ("SIZE_INVALID", "the content length is missing or wrong");
        }

        if (Digest.TryParse(reference, out _) ? reference != digest : !ReferenceGrammar.IsTag(reference))
        {
            return Digest.TryParse(reference, out _) ? ("DIGEST_INVALID", "the digest is another") : ("TAG_INVALID", "the tag is invalid");
        }

        var root = JsonNode.Parse(body.AsSpan());
        if ((string?)root?["mediaType"] != request.ContentType)
        {
            return ("MANIFEST_INVALID", "the content type is not the manifest's");
        }

        if (MediaTypes.IsIndex(request.ContentType))
        {
            return
                !options.TakesSparseIndexes
                && ImageIndex
                    .Parse(body)
                    .Manifests.FirstOrDefault(child => registry.Content.GetManifest(repository, child.Digest.ToString()) is null)
                    is { } child
                ? ("MANIFEST_UNKNOWN", $"manifest {child.Digest} is not there")
                : null;
        }

        var manifest = Manifest.Parse(body);
        var missing = manifest
            .Layers.Where(layer => layer.Urls.IsEmpty)
            .Append(manifest.Config)
            .FirstOrDefault(blob =>
                registry.Content.GetBlob(repository, blob.Digest.ToString()) is not { } bytes || bytes.Length != blob.Size
            );
        return missing is null ? null : ("MANIFEST_BLOB_UNKNOWN", $"blob {missing.Digest} is not there");
    }

    private async Task ReadBlobAsync(HttpRequest request, HttpResponse response, string repository, string digest)
    {
        if (registry.Content.GetBlob(repository, digest) is not { } bytes)
        {
            await RefuseAsync(response, 404, "BLOB_UNKNOWN", "blob unknown to registry");
        }
        else if (request.Method == "GET" && (options.RedirectsBlobs || options.RedirectTarget is not null))
        {
            response.StatusCode = 307;
            response.Headers.Location = options.RedirectTarget
                ?? $"{registry.Scheme}://{registry.Authority(RegistryRole.Storage)}/{repository}/blobs/{digest}{Signature}";
        }
        else
        {
            response.Headers["Docker-Content-Digest"] = digest;
            await WriteAsync(request, response, bytes, "application/octet-stream");
        }
    }

    private static async Task<ImmutableArray<byte>> ReadAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, request.HttpContext.RequestAborted);
        return [.. bytes.ToArray()];
    }

    private static async Task WriteAsync(HttpRequest request, HttpResponse response, ImmutableArray<byte> bytes, string mediaType)
    {
        response.ContentType = mediaType;
        response.ContentLength = bytes.Length;
        if (request.Method == "GET")
        {
            await response.Body.WriteAsync(bytes.AsMemory(), request.HttpContext.RequestAborted);
        }
    }
}
