using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>The answer to an upload does not say, or says wrongly, what was stored.</summary>
/// <param name="other">The digest that it names; null for none.</param>
internal sealed class NamesOtherDigest(string? other) : RegistryQuirk
{
    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        await proceed();
        if (context.Request.Method == "PUT" && IsUpload(context.Request) && context.Response.StatusCode == 201)
        {
            context.Response.Headers["Docker-Content-Digest"] = other;
        }
    }
}
