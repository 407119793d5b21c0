using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Every so many requests are done, and the connection breaks before, or in the middle of, the answer.</summary>
/// <param name="every">Which.</param>
/// <param name="inBody">Whether half of the body comes first.</param>
internal sealed class BreaksAnswers(int every, bool inBody) : RegistryQuirk
{
    private int _count;

    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        if (Interlocked.Increment(ref _count) % every != 0)
        {
            await proceed();
            return;
        }

        var (body, answer) = (context.Response.Body, new MemoryStream());
        context.Response.Body = answer;
        await proceed();
        if (inBody && answer.Length > 1)
        {
            context.Response.ContentLength = answer.Length;
            await body.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length / 2));
            await body.FlushAsync();
        }

        context.Abort();
    }
}
