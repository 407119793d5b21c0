namespace Containerize.Testing.Proxy;

/// <summary>How a connection ends that does not end well.</summary>
internal enum ConnectionEnd
{
    /// <summary>Both sides see its end.</summary>
    Closed,

    /// <summary>Both sides see a reset.</summary>
    Reset,

    /// <summary>Nothing moves any more; both sides see nothing, until one of them has enough.</summary>
    Stalled,
}

/// <summary>What happens to one connection of a <see cref="CountingProxy"/>.</summary>
/// <param name="End">How it ends.</param>
/// <param name="After">When so many bytes have gone in its direction, heads and all.</param>
/// <param name="IsUp">Whether that is the direction of the requests.</param>
internal sealed record ConnectionFault(ConnectionEnd End, long After, bool IsUp);

/// <summary>Lets bytes of one direction through until its fault comes.</summary>
internal sealed class FaultGate(ConnectionFault fault)
{
    private long _left = fault.After;

    public ConnectionEnd End => fault.End;

    /// <returns>How many of the bytes get through; where not all do, the connection has ended.</returns>
    public async ValueTask<int> PassAsync(int count, CancellationToken cancellationToken)
    {
        var passed = (int)Math.Min(count, _left);
        _left -= passed;
        if (passed < count && fault.End == ConnectionEnd.Stalled)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return passed;
    }
}

/// <summary>A fault ended the connection.</summary>
internal sealed class ConnectionFaultException(ConnectionEnd end) : Exception(end.ToString())
{
    public ConnectionEnd End => end;
}
