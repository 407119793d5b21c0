using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.Registry;

/// <summary>Repeats what failed for a passing reason: a lost connection, a 429 or a 5xx.</summary>
internal static class Retry
{
    private const int Attempts = 3;

    /// <summary>A registry that wants a longer pause than this gets an error instead.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    /// <param name="attempt">One whole try that can start again from nothing.</param>
    /// <param name="options">The first delay, and the log.</param>
    /// <param name="cancellationToken">Ends attempts and pauses.</param>
    /// <exception cref="ContainerizeException">The last attempt failed, or an earlier one for a reason that stays.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> attempt, RegistryOptions options, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                return await attempt();
            }
            catch (RegistryFailure failure) when (failure.IsTransient && number < Attempts && (failure.RetryAfter ?? TimeSpan.Zero) <= LongestPause)
            {
                // Jitter keeps clients that failed together from coming back together.
                var pause = failure.RetryAfter ?? options.RetryDelay * Math.Pow(2, number - 1) * Jitter();
                options.Log.Write(MessageImportance.Normal, string.Create(
                    CultureInfo.InvariantCulture, $"{failure.Message} Trying again in {pause.TotalSeconds:0.0} s ({number + 1} of {Attempts})."));
                await Task.Delay(pause, cancellationToken);
            }
            catch (RegistryFailure failure)
            {
                throw new ContainerizeException(failure.Diagnostic, failure.InnerException);
            }
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5394", Justification = "A pause is no secret.")]
    private static double Jitter() => 0.5 + Random.Shared.NextDouble();
}
