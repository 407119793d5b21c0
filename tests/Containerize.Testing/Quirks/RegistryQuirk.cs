using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>One way in which registries, or proxies before them, differ from what the specification has in mind.</summary>
internal abstract class RegistryQuirk
{
    /// <summary>Answers in the registry's place, or lets it answer and changes something before or after.</summary>
    /// <param name="context">The request, after any login.</param>
    /// <param name="content">What the registry holds.</param>
    /// <param name="proceed">The registry, with its other quirks.</param>
    public abstract Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed);

    protected static bool IsUpload(HttpRequest request) => request.Path.Value!.Contains("/blobs/uploads/", StringComparison.Ordinal);

    protected static Task RefuseAsync(HttpContext context, int status, string code, string message) =>
        RegistryProtocol.RefuseAsync(context.Response, status, code, message);
}
