using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Containerize.Testing.Proxy;

/// <summary>Takes the bytes of one direction of a connection from one socket to the other.</summary>
/// <param name="from">Read until its end.</param>
/// <param name="to">Gets the end too.</param>
/// <param name="see">Sees every byte on its way.</param>
/// <param name="gate">Ends it; null where nothing does.</param>
internal sealed class Pump(Socket from, Socket to, Action<ReadOnlyMemory<byte>> see, FaultGate? gate = null)
{
    private const int LargeBuffer = 1 << 18;

    // Small enough that a limited line moves evenly; together they are what a socket's buffer would take.
    private const int SegmentLength = 1 << 16;
    private const int SegmentsOnTheirWay = 16;

    /// <summary>As fast as it goes.</summary>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LargeBuffer);
        while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var count)
        {
            see(buffer.AsMemory(0, count));
            var passed = gate is null ? count : await gate.PassAsync(count, cancellationToken);
            await SendAsync(buffer.AsMemory(0, passed), cancellationToken);
            if (passed < count)
            {
                throw new ConnectionFaultException(gate!.End);
            }
        }

        to.Shutdown(SocketShutdown.Send);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Through a line of limited bandwidth, at whose other end everything arrives later.</summary>
    public Task CopyAsync(SharedLink link, TimeSpan delay, CancellationToken cancellationToken)
    {
        var segments = Channel.CreateBounded<Segment>(SegmentsOnTheirWay);
        return Together.RunAsync(
            [token => ReceiveAsync(segments.Writer, link, delay, token), token => DeliverAsync(segments.Reader, token)],
            cancellationToken
        );
    }

    private async Task ReceiveAsync(ChannelWriter<Segment> segments, SharedLink link, TimeSpan delay, CancellationToken cancellationToken)
    {
        int count;
        do
        {
            var buffer = ArrayPool<byte>.Shared.Rent(SegmentLength);
            count = await from.ReceiveAsync(buffer.AsMemory(0, SegmentLength), cancellationToken);
            see(buffer.AsMemory(0, count));
            await segments.WriteAsync(
                new Segment(buffer, count, link.Reserve(count) + (long)(delay.TotalSeconds * Stopwatch.Frequency)),
                cancellationToken
            );
        } while (count > 0);
        segments.Complete();
    }

    private async Task DeliverAsync(ChannelReader<Segment> segments, CancellationToken cancellationToken)
    {
        await foreach (var segment in segments.ReadAllAsync(cancellationToken))
        {
            // Whole milliseconds, rounded down: a timer comes up to one of them late.
            var wait = (int)Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), segment.Due).TotalMilliseconds;
            if (wait > 0)
            {
                await Task.Delay(wait, cancellationToken);
            }

            await SendAsync(segment.Buffer.AsMemory(0, segment.Count), cancellationToken);
            ArrayPool<byte>.Shared.Return(segment.Buffer);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await to.SendAsync(bytes, cancellationToken)..];
        }
    }

    /// <param name="Buffer">Of the shared pool.</param>
    /// <param name="Count">Its bytes; 0 at the stream's end.</param>
    /// <param name="Due">When they arrive, as a <see cref="Stopwatch"/> timestamp.</param>
    private readonly record struct Segment(byte[] Buffer, int Count, long Due);
}
