using System.Collections.Concurrent;
using System.Globalization;
using Containerize.Oci;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing;

/// <summary>
/// The uploads of an <see cref="InMemoryRegistry"/>, as the distribution specification has them: whole, in chunks that
/// come in order, or as a stream. What came before a connection broke is kept, and a GET tells how much that is. Each
/// answer has a new address; an older one is good for that GET only.
/// </summary>
internal sealed class InMemoryUploads(InMemoryRegistry registry, InMemoryRegistryOptions options)
{
    private readonly ConcurrentDictionary<string, Upload> _uploads = new();

    public async Task StartAsync(HttpRequest request, HttpResponse response, string repository, Func<string, bool> mayPull)
    {
        if (request.ContentLength != 0)
        {
            await RegistryProtocol.RefuseAsync(response, 411, "SIZE_INVALID", "an upload begins with an empty body of a known length");
            return;
        }

        var (mount, from) = (request.Query["mount"].ToString(), request.Query["from"].ToString());
        if (options.Mounts && from.Length > 0 && mayPull(from) && registry.Content.GetBlob(from, mount) is { } bytes)
        {
            registry.Content.AddBlob(repository, mount, bytes);
            response.StatusCode = 201;
            response.Headers.Location = $"/v2/{repository}/blobs/{mount}";
            response.Headers["Docker-Content-Digest"] = mount;
            return;
        }

        var id = Guid.NewGuid().ToString("N");
        Report(response, 202, repository, id, _uploads[id] = new Upload());
    }

    /// <summary>GET, PATCH and PUT, one after another for each upload.</summary>
    public async Task ContinueAsync(HttpRequest request, HttpResponse response, string repository, string id)
    {
        if (!_uploads.TryGetValue(id, out var upload) || !upload.Knows(request.Query["_state"]!))
        {
            await RegistryProtocol.RefuseAsync(response, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
            return;
        }

        await upload.Gate.WaitAsync(request.HttpContext.RequestAborted);
        try
        {
            await (
                request.Method switch
                {
                    "GET" => Done(() => Report(response, 204, repository, id, upload)),
                    _ when request.ContentLength is null => RegistryProtocol.RefuseAsync(
                        response,
                        411,
                        "SIZE_INVALID",
                        "the content length is missing"
                    ),
                    _ when upload.State != request.Query["_state"] || !IsNext(request, upload.Bytes.Length, request.ContentLength.Value) =>
                        OutOfOrder(response, repository, id, upload),
                    "PATCH" => AppendAsync(request, response, repository, id, upload),
                    "PUT" => CompleteAsync(request, response, repository, id, upload),
                    _ => RegistryProtocol.RefuseAsync(response, 405, "UNSUPPORTED", "The operation is unsupported."),
                }
            );
        }
        finally
        {
            upload.Gate.Release();
        }
    }

    /// <summary>A chunk says where it belongs; a stream comes first, and all at once.</summary>
    private static bool IsNext(HttpRequest request, long received, long length) =>
        request.Headers.ContentRange.FirstOrDefault() is { } range
            ? range == string.Create(CultureInfo.InvariantCulture, $"{received}-{received + length - 1}")
            : received == 0 || length == 0;

    private async Task AppendAsync(HttpRequest request, HttpResponse response, string repository, string id, Upload upload)
    {
        await upload.ReceiveAsync(request);
        Report(response, 202, repository, id, upload);
    }

    private async Task CompleteAsync(HttpRequest request, HttpResponse response, string repository, string id, Upload upload)
    {
        await upload.ReceiveAsync(request);
        _uploads.TryRemove(id, out _);
        var digest = Digest.Compute(upload.Bytes.ToArray()).ToString();
        if (digest != request.Query["digest"])
        {
            await RegistryProtocol.RefuseAsync(response, 400, "DIGEST_INVALID", "the digest is another");
            return;
        }

        registry.Content.AddBlob(repository, [.. upload.Bytes.ToArray()]);
        response.StatusCode = 201;
        response.Headers.Location = $"/v2/{repository}/blobs/{digest}";
        response.Headers["Docker-Content-Digest"] = digest;
    }

    private async Task OutOfOrder(HttpResponse response, string repository, string id, Upload upload)
    {
        Report(response, 416, repository, id, upload);
        await RegistryProtocol.RefuseAsync(response, 416, "BLOB_UPLOAD_INVALID", "the bytes are not the next ones");
    }

    private void Report(HttpResponse response, int status, string repository, string id, Upload upload)
    {
        var location = $"/v2/{repository}/blobs/uploads/{id}?_state={Uri.EscapeDataString(upload.Renew())}";
        response.StatusCode = status;
        response.Headers.Location = options.RelativeLocations
            ? location
            : $"{options.LocationScheme ?? registry.Scheme}://{response.HttpContext.Request.Host.Value}{location}";
        response.Headers.Range = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, upload.Bytes.Length - 1)}");
        response.Headers["Docker-Upload-UUID"] = id;
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private sealed class Upload
    {
        private readonly ConcurrentQueue<string> _states = new();

        public MemoryStream Bytes { get; } = new();

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public string State { get; private set; } = "";

        public bool Knows(string state) => _states.Contains(state);

        public string Renew()
        {
            _states.Enqueue(State = Convert.ToBase64String(Guid.NewGuid().ToByteArray()));
            return State;
        }

        /// <summary>Keeps what comes, also where not all of it does.</summary>
        public async Task ReceiveAsync(HttpRequest request)
        {
            var buffer = new byte[1 << 16];
            while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is > 0 and var count)
            {
                Bytes.Write(buffer, 0, count);
                State = "";
            }
        }
    }
}
