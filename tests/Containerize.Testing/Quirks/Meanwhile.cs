using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Something happens just before the first of certain requests is answered: another client was there.</summary>
/// <param name="which">The requests.</param>
/// <param name="happens">What the other client does.</param>
internal sealed class Meanwhile(Func<HttpRequest, bool> which, Action<InMemoryContent> happens) : RegistryQuirk
{
    private int _happened;

    /// <summary>The first time that a manifest is put under this tag.</summary>
    public static Meanwhile BeforePut(string tag, Action<InMemoryContent> happens) =>
        new(request => request.Method == "PUT" && request.Path.Value!.EndsWith($"/manifests/{tag}", StringComparison.Ordinal), happens);

    public override Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        if (which(context.Request) && Interlocked.Exchange(ref _happened, 1) == 0)
        {
            happens(content);
        }

        return proceed();
    }
}
