using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Amazon: a chunk that is not the last has so many bytes at least.</summary>
/// <param name="length">How many.</param>
/// <param name="isTold">Whether the registry says so, by <c>OCI-Chunk-Min-Length</c>.</param>
internal sealed class MinimumChunk(long length, bool isTold) : RegistryQuirk
{
    private readonly ConcurrentDictionary<string, bool> _short = new();

    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Method == "POST" && isTold)
        {
            response.Headers["OCI-Chunk-Min-Length"] = length.ToString(CultureInfo.InvariantCulture);
        }

        if (
            request.Method == "PATCH"
            && (_short.ContainsKey(request.Path) || (request.ContentLength < length && !_short.TryAdd(request.Path, true)))
        )
        {
            await RefuseAsync(context, 400, "BLOB_UPLOAD_INVALID", "a part before the last one was too small");
            return;
        }

        await proceed();
    }
}
