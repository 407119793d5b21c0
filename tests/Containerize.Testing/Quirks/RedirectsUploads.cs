using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Uploads go on at another host, whose address is a secret of its own and which takes no login.</summary>
/// <param name="storage">Host and port of the other server.</param>
/// <param name="byLocation">Whether the upload's address is there from the start; else requests with a body are redirected.</param>
internal sealed class RedirectsUploads(Func<string> storage, bool byLocation) : RegistryQuirk
{
    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        var (request, response) = (context.Request, context.Response);
        var isThere = request.Host.Value == storage();
        if (isThere && request.Headers.Authorization.Count > 0)
        {
            await RefuseAsync(context, 400, "DENIED", "only one login at a time");
            return;
        }

        if (!byLocation && !isThere && IsUpload(request) && request.Method is "PUT" or "PATCH")
        {
            response.StatusCode = 307;
            response.Headers.Location = $"{request.Scheme}://{storage()}{request.Path}{request.QueryString}";
            return;
        }

        await proceed();
        if (byLocation && IsUpload(request) && response.StatusCode is 202 or 204)
        {
            response.Headers.Location = $"{request.Scheme}://{storage()}{new Uri(response.Headers.Location!).PathAndQuery}";
        }
    }
}
