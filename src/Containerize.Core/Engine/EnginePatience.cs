namespace Containerize.Engine;

/// <summary>How long an engine may be silent while it is waited for.</summary>
/// <param name="Interval">Until it is asked, by a ping on another connection, whether it still runs; and between such pings.</param>
/// <param name="Ping">How long it has for the answer.</param>
/// <param name="Document">How long a question may stay without an answer, though pings are answered.</param>
/// <param name="Transfer">The same for loading and saving an image: engines unpack and pack before they say anything. A build
/// may be silent for as long as its commands are.</param>
internal sealed record EnginePatience(TimeSpan Interval, TimeSpan Ping, TimeSpan Document, TimeSpan Transfer)
{
    public static EnginePatience Default { get; } =
        new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
}
