namespace Containerize.Testing.Proxy;

/// <summary>Connections that end anyhow and at any byte, as its seed has it.</summary>
/// <param name="seed">The same one gives the same faults to the same order of connections.</param>
/// <param name="rate">Which part of the connections ends before its time, 0 to 1.</param>
/// <param name="maximumBytes">Bytes after which at the latest.</param>
internal sealed class RandomConnections(int seed, double rate, int maximumBytes)
{
#pragma warning disable CA5394 // Faults that have to come out the same each time.
    private readonly Random _random = new(seed);

    public ConnectionFault? Next()
    {
        lock (_random)
        {
            return _random.NextDouble() >= rate
                ? null
                : new ConnectionFault(
                    _random.Next(20) switch
                    {
                        0 => ConnectionEnd.Stalled,
                        < 10 => ConnectionEnd.Closed,
                        _ => ConnectionEnd.Reset,
                    },
                    _random.Next(maximumBytes),
                    IsUp: _random.Next(2) == 0
                );
        }
    }
#pragma warning restore CA5394
}
