namespace Containerize.Testing.Proxy;

/// <summary>What a network adds to loopback. TCP's slow start is not part of it.</summary>
/// <param name="RoundTrip">One way takes half of it; opening a connection takes all of it.</param>
/// <param name="UploadBitsPerSecond">Shared by all connections; null for no limit.</param>
internal sealed record NetworkShape(TimeSpan RoundTrip, long? UploadBitsPerSecond)
{
    /// <summary>Loopback as it is.</summary>
    public static NetworkShape None { get; } = new(TimeSpan.Zero, null);
}
