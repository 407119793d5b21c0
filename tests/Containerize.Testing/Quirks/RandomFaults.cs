using Microsoft.AspNetCore.Http;

namespace Containerize.Testing.Quirks;

/// <summary>Any of the things that go wrong, at any request, as its seed has it.</summary>
/// <param name="seed">The same one gives the same faults to the same order of requests.</param>
/// <param name="rate">Which part of the requests goes wrong, 0 to 1.</param>
internal sealed class RandomFaults(int seed, double rate) : RegistryQuirk
{
#pragma warning disable CA5394 // Faults that have to come out the same each time.
    private readonly Random _random = new(seed);
#pragma warning restore CA5394

    public override Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed)
    {
        RegistryQuirk? fault;
        lock (_random)
        {
#pragma warning disable CA5394
            fault = _random.NextDouble() < rate ? Next(_random.Next(100), _random.Next(20_000)) : null;
#pragma warning restore CA5394
        }

        return fault is null ? proceed() : fault.AnswerAsync(context, content, proceed);
    }

    private static RegistryQuirk Next(int kind, int bytes) =>
        kind switch
        {
            < 10 => new LimitsRate(1, 503),
            < 18 => new LimitsRate(1, 429, "0"),
            < 24 => new LimitsRate(1, 500),
            < 30 => new LimitsRate(1, 408),
            < 48 => new BreaksAnswers(1, inBody: false),
            < 58 => new BreaksAnswers(1, inBody: true),
            < 78 => new BreaksUploads(bytes),
            < 88 => new LosesBlobs(1),
            < 93 => new Stalls(),

            // What does not pass ends a push.
            < 95 => new LimitsRate(1, 404),
            < 97 => new LimitsRate(1, 403),
            _ => new LimitsRate(1, 400),
        };

    /// <summary>No answer, and the connection stays.</summary>
    private sealed class Stalls : RegistryQuirk
    {
        public override Task AnswerAsync(HttpContext context, InMemoryContent content, Func<Task> proceed) =>
            Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => context.Abort(), TaskScheduler.Default);
    }
}
