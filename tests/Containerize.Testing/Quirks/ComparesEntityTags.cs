using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>
/// Gives manifests an entity tag, and replaces one only where <c>If-Match</c> names it. Source: RFC 9110, section 13.1.1.
/// </summary>
/// <param name="gives">What it gives out for a digest; a right registry compares just this.</param>
internal sealed class ComparesEntityTags(Func<string, string>? gives = null) : RegistryQuirk
{
    public override Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        var path = context.Request.Path.Value!;
        if (!path.Contains("/manifests/", StringComparison.Ordinal))
        {
            return proceed();
        }

        var standing = content.GetManifest(RegistryProtocol.RepositoryOf(path), path[(path.LastIndexOf('/') + 1)..])?.Digest;
        if (context.Request.Method != "PUT")
        {
            context.Response.Headers.ETag = standing is null ? default : $"\"{(gives is null ? standing : gives(standing))}\"";
        }
        else if (context.Request.Headers.IfMatch.FirstOrDefault() is { } wanted && wanted != $"\"{standing}\"")
        {
            return RefuseAsync(context, 412, "DENIED", "it is another by now");
        }

        return proceed();
    }
}
