using System.Diagnostics;
using Containerize.Diagnostics;

namespace Containerize.Core.Tests.Fuzzing;

/// <summary>
/// Gives what is parsed from outside many inputs that are nearly right: each is read, or refused with an exception of
/// the known kinds. The same seed gives the same inputs, and a failure names its own.
/// </summary>
internal static class Fuzz
{
    /// <summary>Far more than a small input takes on any machine; what needs longer does not end.</summary>
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(60);

    /// <param name="count">How many inputs.</param>
    /// <param name="seed">What the inputs are made of, beside <paramref name="next"/>.</param>
    /// <param name="next">Makes an input.</param>
    /// <param name="read">Reads it; also looks whether what was read makes sense.</param>
    public static Task RunAsync<T>(int count, int seed, Func<Random, T> next, Action<T> read)
        where T : class => RunAsync(count, seed, next, input =>
        {
            read(input);
            return Task.CompletedTask;
        });

    public static async Task RunAsync<T>(int count, int seed, Func<Random, T> next, Func<T, Task> read)
        where T : class
    {
        T? current = null;
        var began = Stopwatch.GetTimestamp();
        var refused = 0;
        var run = Task.Run(async () =>
        {
#pragma warning disable CA5394 // Inputs have to come out the same each time.
            var random = new Random(seed);
#pragma warning restore CA5394
            for (var index = 0; index < count; index++)
            {
                Volatile.Write(ref began, Stopwatch.GetTimestamp());
                Volatile.Write(ref current, next(random));
                try
                {
                    await read(current!);
                }
                catch (Exception exception) when (exception is FormatException or ContainerizeException)
                {
                    refused++;
                    AssertFit(exception, current!);
                }
                catch (Exception exception) when (exception is not UnitTestAssertException)
                {
                    throw new AssertFailedException($"{exception.GetType()} for {Show(current!)}: {exception}", exception);
                }
            }
        });
        while (await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(1))) != run)
        {
            Assert.IsTrue(
                Stopwatch.GetElapsedTime(Volatile.Read(ref began)) < LongestInput,
                $"No end of {Show(Volatile.Read(ref current)!)}"
            );
        }

        await run;

        // Inputs that are all refused, or none of them, show that they are not nearly right.
        Assert.IsGreaterThan(count / 100, refused, "Too few inputs are wrong.");
        Assert.IsLessThan(count - (count / 100), refused, "Too few inputs are right.");
    }

    /// <summary>A coded error goes to a console and to logs: it must be one line or few, and hold nothing that steers a terminal.</summary>
    private static void AssertFit(Exception exception, object input)
    {
        if (exception is ContainerizeException coded)
        {
            foreach (var diagnostic in coded.Diagnostics)
            {
                Assert.IsLessThan(4000, diagnostic.Message.Length, $"The message for {Show(input)}");
                Assert.IsFalse(diagnostic.Message.Any(char.IsControl), $"The message for {Show(input)}: {diagnostic.Message}");
            }
        }
    }

    private static string Show(object input) =>
        input switch
        {
            byte[] bytes => $"'{Convert.ToBase64String(bytes)}' (base64)",
            _ => $"'{Uri.EscapeDataString(input.ToString()!)}' (percent-encoded)",
        };
}
