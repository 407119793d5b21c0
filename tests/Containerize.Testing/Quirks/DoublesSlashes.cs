using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Addresses of uploads are paths with a slash too many, as from a proxy whose prefix ends in one.</summary>
internal sealed class DoublesSlashes : RegistryQuirk
{
    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        await proceed();
        if (IsUpload(context.Request) && context.Response.Headers.Location.FirstOrDefault() is { } location)
        {
            context.Response.Headers.Location = "/" + new Uri(location).PathAndQuery;
        }
    }
}
