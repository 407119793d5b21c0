using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containerize.Oci;

/// <summary>
/// How an engine asks whether a container is well. A field of Docker's configuration that the OCI's does not have;
/// Docker reads it in both, Podman and Kubernetes go by their own rules. Source: moby, image specification v1.2,
/// "Healthcheck".
/// </summary>
/// <param name="Test"><c>CMD</c> and arguments, <c>CMD-SHELL</c> and a command line, or <c>NONE</c>.</param>
/// <param name="Interval">Between two checks; zero leaves it to the engine, as in all others.</param>
/// <param name="Timeout">After which a check counts as failed.</param>
/// <param name="StartPeriod">In which failures do not count.</param>
/// <param name="StartInterval">Between two checks in that period.</param>
/// <param name="Retries">Failures in a row that make a container unhealthy; zero leaves it to the engine.</param>
internal sealed record Healthcheck(
    ImmutableArray<string> Test,
    TimeSpan Interval = default,
    TimeSpan Timeout = default,
    TimeSpan StartPeriod = default,
    TimeSpan StartInterval = default,
    int Retries = 0
)
{
    public const string Command = "CMD";
    public const string ShellCommand = "CMD-SHELL";
    public const string None = "NONE";

    private const long NanosecondsPerTick = 100;

    public bool Equals(Healthcheck? other) =>
        other is not null && Test.SequenceEqual(other.Test) && Retries == other.Retries && Times.SequenceEqual(other.Times);

    public override int GetHashCode() => HashCode.Combine(Test.Length, Interval, Retries);

    internal static Healthcheck Read(JsonElement root) =>
        new(
            OciJson.Strings(root, nameof(Test)),
            Time(root, nameof(Interval)),
            Time(root, nameof(Timeout)),
            Time(root, nameof(StartPeriod)),
            Time(root, nameof(StartInterval)),
            (int)Math.Clamp(Number(root, nameof(Retries)), 0, int.MaxValue)
        );

    internal JsonObject ToNode()
    {
        var node = new JsonObject { [nameof(Test)] = new JsonArray([.. Test.Select(part => (JsonNode)part)]) };
        foreach (
            var (name, value) in new[]
            {
                (nameof(Interval), Interval),
                (nameof(Timeout), Timeout),
                (nameof(StartPeriod), StartPeriod),
                (nameof(StartInterval), StartInterval),
            }
        )
        {
            if (value > TimeSpan.Zero)
            {
                node[name] = value.Ticks * NanosecondsPerTick;
            }
        }

        if (Retries > 0)
        {
            node[nameof(Retries)] = Retries;
        }

        return node;
    }

    private TimeSpan[] Times => [Interval, Timeout, StartPeriod, StartInterval];

    private static TimeSpan Time(JsonElement root, string name) => TimeSpan.FromTicks(Number(root, name) / NanosecondsPerTick);

    private static long Number(JsonElement root, string name) =>
        OciJson.Optional(root, name, JsonValueKind.Number) is { } value && value.TryGetInt64(out var number) ? number : 0;
}
