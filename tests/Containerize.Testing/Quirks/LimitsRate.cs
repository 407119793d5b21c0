using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Every so many requests one is refused for now.</summary>
/// <param name="every">Which.</param>
/// <param name="status">429, or another that passes.</param>
/// <param name="retryAfter">What the answer says about a pause; null for nothing.</param>
internal sealed class LimitsRate(int every, int status = 429, string? retryAfter = null) : RegistryQuirk
{
    private int _count;

    /// <summary>A pause until a date.</summary>
    public static LimitsRate Until(int every, DateTimeOffset date) => new(every, 429, date.ToString("R", CultureInfo.InvariantCulture));

    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        if (Interlocked.Increment(ref _count) % every == 0)
        {
            context.Response.Headers.RetryAfter = retryAfter;
            await RefuseAsync(context, status, "TOOMANYREQUESTS", "not so fast");
            return;
        }

        await proceed();
    }
}
