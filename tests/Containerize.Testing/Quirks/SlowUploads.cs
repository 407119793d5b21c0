using Containerize.Streams;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>GitLab: a large upload takes long, though its bytes never stand still.</summary>
/// <param name="piece">Bytes that are taken at a time.</param>
/// <param name="pause">What lies between two pieces.</param>
internal sealed class SlowUploads(int piece, TimeSpan pause) : RegistryQuirk
{
    public override Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        if (IsUpload(context.Request))
        {
            context.Request.Body = new Slow(context.Request.Body, piece, pause);
        }

        return proceed();
    }

    private sealed class Slow(Stream inner, int piece, TimeSpan pause) : ForwardReadStream
    {
        public override int Read(Span<byte> buffer) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(pause, cancellationToken);
            return await inner.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
        }
    }
}
