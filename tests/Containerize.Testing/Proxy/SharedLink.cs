using System.Diagnostics;

namespace Containerize.Testing.Proxy;

/// <summary>A line of limited bandwidth: bytes leave one after another, whichever connection they are of.</summary>
/// <param name="bitsPerSecond">Null for no limit.</param>
internal sealed class SharedLink(long? bitsPerSecond)
{
    private readonly Lock _lock = new();
    private long _free;

    /// <summary>Takes the line's next free time for so many bytes.</summary>
    /// <returns>When the last of them has left, as a <see cref="Stopwatch"/> timestamp.</returns>
    public long Reserve(int bytes)
    {
        var now = Stopwatch.GetTimestamp();
        if (bitsPerSecond is not { } rate)
        {
            return now;
        }

        lock (_lock)
        {
            _free = Math.Max(_free, now) + (long)(bytes * 8.0 / rate * Stopwatch.Frequency);
            return _free;
        }
    }
}
