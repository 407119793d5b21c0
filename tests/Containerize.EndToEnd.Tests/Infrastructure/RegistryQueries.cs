using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>Asks a registry what it has, with nothing of the code under test between.</summary>
/// <param name="registry">Host and port; plain http.</param>
/// <param name="account">User and password, where it wants a login.</param>
internal sealed class RegistryQueries(string registry, (string User, string Password)? account = null)
{
    private static readonly HttpClient Http = new();

    private static readonly string[] ManifestTypes =
    [
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    ];

    /// <returns>The digest that a tag has; null where there is none.</returns>
    public async Task<string?> FindDigestAsync(string repository, string tag, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Head, $"{repository}/manifests/{tag}", cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : response.EnsureSuccessStatusCode().Headers.GetValues("Docker-Content-Digest").Single();
    }

    public Task<JsonElement> GetManifestAsync(string repository, string reference, CancellationToken cancellationToken) =>
        GetJsonAsync($"{repository}/manifests/{reference}", cancellationToken);

    /// <summary>The configuration of an image.</summary>
    public async Task<JsonElement> GetConfigAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        var manifest = await GetManifestAsync(repository, reference, cancellationToken);
        return await GetJsonAsync(
            $"{repository}/blobs/{manifest.GetProperty("config").GetProperty("digest").GetString()}",
            cancellationToken
        );
    }

    /// <summary>The files in the last layer of an image, sorted, without folders.</summary>
    public async Task<string[]> GetFilesOfLastLayerAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        var manifest = await GetManifestAsync(repository, reference, cancellationToken);
        var layer = manifest.GetProperty("layers").EnumerateArray().Last().GetProperty("digest").GetString();
        await using var blob = await OpenBlobAsync(repository, layer!, cancellationToken);
        await using var tar = new TarReader(new GZipStream(blob, CompressionMode.Decompress));
        var files = new List<string>();
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.EntryType != TarEntryType.Directory)
            {
                files.Add(entry.Name);
            }
        }

        return [.. files.Order(StringComparer.Ordinal)];
    }

    public async Task<Stream> OpenBlobAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        var response = await SendAsync(HttpMethod.Get, $"{repository}/blobs/{digest}", cancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken);
    }

    public async Task<bool> HasBlobAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Head, $"{repository}/blobs/{digest}", cancellationToken);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Whether anything at all arrived under this name: the catalogue also has repositories without a tag.</summary>
    public async Task<bool> KnowsAsync(string repository, CancellationToken cancellationToken)
    {
        var catalogue = await GetJsonAsync("_catalog?n=1000", cancellationToken);
        return catalogue.GetProperty("repositories").EnumerateArray().Any(name => name.GetString() == repository);
    }

    /// <summary>Stores a blob, as anyone can who may push.</summary>
    /// <returns>Its digest.</returns>
    public async Task<string> PutBlobAsync(string repository, byte[] content, CancellationToken cancellationToken)
    {
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
        using var started = await SendAsync(HttpMethod.Post, $"{repository}/blobs/uploads/", cancellationToken);
        var place = new Uri(new Uri($"http://{registry}/"), started.EnsureSuccessStatusCode().Headers.Location!);
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new("application/octet-stream");
        using var stored = await Http.PutAsync(
            new Uri($"{place}{(place.Query.Length > 0 ? '&' : '?')}digest={digest}"),
            body,
            cancellationToken
        );
        stored.EnsureSuccessStatusCode();
        return digest;
    }

    /// <summary>Stores a manifest under a tag.</summary>
    public async Task PutManifestAsync(
        string repository,
        string tag,
        string manifest,
        string mediaType,
        CancellationToken cancellationToken
    )
    {
        using var body = new StringContent(manifest, Encoding.UTF8, new MediaTypeHeaderValue(mediaType));
        using var stored = await Http.PutAsync(new Uri($"http://{registry}/v2/{repository}/manifests/{tag}"), body, cancellationToken);
        stored.EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> GetJsonAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, cancellationToken);
        return Json.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"http://{registry}/v2/{path}");
        foreach (var type in ManifestTypes)
        {
            request.Headers.Accept.ParseAdd(type);
        }

        if (account is var (user, password))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))
            );
        }

        return await Http.SendAsync(request, cancellationToken);
    }
}
