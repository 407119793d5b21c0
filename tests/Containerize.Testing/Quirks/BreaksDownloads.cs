using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>What a server does where a part of a blob is asked for.</summary>
internal enum PartAnswer
{
    /// <summary>It gives the part.</summary>
    Part,

    /// <summary>It gives the part, and not more than some bytes of it at once.</summary>
    ShortPart,

    /// <summary>It gives the whole blob: 200.</summary>
    Whole,

    /// <summary>It gives other bytes than were asked for, and says so.</summary>
    OtherPart,

    /// <summary>It does not say what part it gives.</summary>
    NamelessPart,

    /// <summary>It refuses: 416.</summary>
    Refusal,

    /// <summary>It gives a page for people, once.</summary>
    Page,

    /// <summary>It gives a part of something else.</summary>
    OtherBytes,
}

/// <summary>Blobs that break off while they are read.</summary>
/// <param name="after">Bytes of the answer that come.</param>
/// <param name="times">How many answers break.</param>
/// <param name="stalls">Whether nothing comes any more, in place of a connection that ends.</param>
/// <param name="part">What follows.</param>
internal sealed class BreaksDownloads(int after, int times = 1, bool stalls = false, PartAnswer part = PartAnswer.Part) : RegistryQuirk
{
    private int _broken;
    private int _pages;

    /// <summary>The <c>Range</c> of each request for a blob; empty where it had none.</summary>
    public ConcurrentQueue<string> Ranges { get; } = new();

    public override async Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Method != "GET" || !request.Path.Value!.Contains("/blobs/sha256:", StringComparison.Ordinal))
        {
            await proceed();
            return;
        }

        var (body, answer) = (response.Body, new MemoryStream());
        response.Body = answer;
        await proceed();
        response.Body = body;
        if (response.StatusCode != 200)
        {
            await body.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length));
            return;
        }

        var range = request.Headers.Range.ToString();
        Ranges.Enqueue(range);
        response.ContentLength = null;
        var bytes = Choose(
            response,
            answer.ToArray(),
            range.Length == 0 ? 0 : int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
        );
        response.ContentLength = bytes.Length;
        if (bytes.Length <= after || Interlocked.Increment(ref _broken) > times)
        {
            await body.WriteAsync(bytes);
            return;
        }

        await body.WriteAsync(bytes.AsMemory(0, after));
        await body.FlushAsync();

        // A body shorter than it was said to be ends the connection, after all that was written has left.
        await Task.Delay(stalls ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, context.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private byte[] Choose(HttpResponse response, byte[] whole, int offset)
    {
        if (offset == 0 || part == PartAnswer.Whole)
        {
            return whole;
        }

        var length = part == PartAnswer.ShortPart ? Math.Min(after, whole.Length - offset) : whole.Length - offset;
        var (first, bytes) = part switch
        {
            PartAnswer.OtherPart => (offset + 10, whole[(offset + 10)..]),
            PartAnswer.OtherBytes => (offset, new byte[length]),
            _ => (offset, whole[offset..(offset + length)]),
        };
        switch (part)
        {
            case PartAnswer.Refusal:
                response.StatusCode = 416;
                return [];
            case PartAnswer.Page when Interlocked.Increment(ref _pages) == 1:
                response.ContentType = "text/html";
                return "<html>Please wait.</html>"u8.ToArray();
            case PartAnswer.NamelessPart:
                response.StatusCode = 206;
                return bytes;
            default:
                response.StatusCode = 206;
                response.Headers.ContentRange = string.Create(
                    CultureInfo.InvariantCulture,
                    $"bytes {first}-{first + bytes.Length - 1}/{whole.Length}"
                );
                return bytes;
        }
    }
}
