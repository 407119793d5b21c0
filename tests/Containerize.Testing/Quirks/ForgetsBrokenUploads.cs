using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Distribution 2.8: an upload whose connection broke is thrown away as soon as somebody asks for it.</summary>
internal sealed class ForgetsBrokenUploads : RegistryQuirk
{
    private readonly ConcurrentDictionary<string, Upload> _uploads = new();

    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        if (context.Request.Method == "POST" || !IsUpload(context.Request))
        {
            await proceed();
            return;
        }

        // A question does not overtake the request that is still breaking.
        var upload = _uploads.GetOrAdd(context.Request.Path, _ => new Upload());
        await upload.Gate.WaitAsync(context.RequestAborted);
        try
        {
            await (upload.IsBroken ? RefuseAsync(context, 404, "BLOB_UPLOAD_INVALID", "blob upload invalid") : proceed());
        }
        catch
        {
            upload.IsBroken = true;
            throw;
        }
        finally
        {
            upload.Gate.Release();
        }
    }

    private sealed class Upload
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public bool IsBroken { get; set; }
    }
}
