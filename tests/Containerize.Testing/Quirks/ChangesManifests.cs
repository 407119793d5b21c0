using System.Text;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Manifests are given out otherwise than they were taken, under the right digest.</summary>
internal sealed class ChangesManifests : RegistryQuirk
{
    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        var path = context.Request.Path.Value!;
        if (
            context.Request.Method == "GET"
            && path.Contains("/manifests/", StringComparison.Ordinal)
            && content.GetManifest(RegistryProtocol.RepositoryOf(path), path[(path.LastIndexOf('/') + 1)..]) is { } manifest
        )
        {
            context.Response.ContentType = manifest.MediaType;
            context.Response.Headers["Docker-Content-Digest"] = manifest.Digest;
            await context.Response.WriteAsync(Encoding.UTF8.GetString(manifest.Bytes.AsSpan()) + "\n");
            return;
        }

        await proceed();
    }
}
