using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Amazon says 201, others 204, where 202 or 201 is usual.</summary>
/// <param name="status">What is said for the success of an upload's requests and of a manifest.</param>
internal sealed class OtherStatus(int status) : RegistryQuirk
{
    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        await proceed();
        if (context.Request.Method is "POST" or "PATCH" or "PUT" && context.Response.StatusCode is 201 or 202)
        {
            var isMount = context.Request.Method == "POST" && context.Response.StatusCode == 201;
            context.Response.StatusCode = isMount ? 201 : status;
        }
    }
}
