using Containerize.Streams;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>The connection breaks while the body of an upload comes; what came stays.</summary>
/// <param name="after">Bytes of one body that come through.</param>
/// <param name="times">How often, in all; afterwards everything comes through.</param>
internal sealed class BreaksUploads(long after, int times = 1) : RegistryQuirk
{
    private int _left = times;

    public override Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        if (context.Request.ContentLength > after && IsUpload(context.Request) && Interlocked.Decrement(ref _left) >= 0)
        {
            context.Request.Body = new Breaking(context, context.Request.Body, after);
        }

        return proceed();
    }

    private sealed class Breaking(HttpContext context, Stream inner, long after) : ForwardReadStream
    {
        private long _left = after;

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
            {
                context.Abort();
                throw new ConnectionAbortedException();
            }

            var count = await inner.ReadAsync(buffer[..(int)Math.Min(_left, buffer.Length)], cancellationToken);
            _left -= count;
            return count;
        }
    }
}
