using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Artifactory: an upload is a success, and the blob is not there.</summary>
/// <param name="times">How many blobs are lost.</param>
internal sealed class LosesBlobs(int times) : RegistryQuirk
{
    private int _left = times;

    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        await proceed();
        if (
            context.Request.Method == "PUT"
            && IsUpload(context.Request)
            && context.Response.StatusCode == 201
            && Interlocked.Decrement(ref _left) >= 0
        )
        {
            content.RemoveBlob(RegistryProtocol.RepositoryOf(context.Request.Path.Value!), context.Request.Query["digest"]!);
            context.Response.Headers.Remove("Docker-Content-Digest");
        }
    }
}
