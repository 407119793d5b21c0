using Containerize.Streams;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>The first chunk is kept by half only, and the answer says how much that is.</summary>
internal sealed class TakesHalf : RegistryQuirk
{
    private int _isDone;

    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        var half =
            context.Request.Method == "PATCH" && Interlocked.Exchange(ref _isDone, 1) == 0 ? context.Request.ContentLength / 2 : null;
        if (half is { } length)
        {
            context.Request.Body = new Limited(context.Request.Body, length);
        }

        await proceed();
    }

    /// <summary>Reads all, and passes some on.</summary>
    private sealed class Limited(Stream inner, long length) : ForwardReadStream
    {
        private long _left = length;

        public override int Read(Span<byte> buffer) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            while (count > 0 && _left == 0)
            {
                count = await inner.ReadAsync(buffer, cancellationToken);
            }

            var passed = (int)Math.Min(count, _left);
            _left -= passed;
            return passed;
        }
    }
}
