using Containerize.Diagnostics;

namespace Containerize.Registry;

/// <summary>
/// Repeats what failed for a passing reason: a lost connection, a time-out, a 408, 425, 429 or 5xx. The first try runs
/// bare; only where it fails, <see cref="Repetition"/> and the library behind it are loaded.
/// </summary>
internal static class Retry
{
    /// <param name="attempt">One try, which knows what an earlier one of it has achieved.</param>
    /// <param name="options">How often and how long, and the log.</param>
    /// <param name="cancellationToken">Ends attempts and pauses.</param>
    /// <exception cref="ContainerizeException">The last attempt failed, or an earlier one for a reason that stays.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> attempt, RegistryOptions options, CancellationToken cancellationToken)
    {
        RegistryFailure failure;
        try
        {
            return await attempt();
        }
        catch (RegistryFailure first)
        {
            failure = first;
        }

        return await GoOnAsync(attempt, failure, options, cancellationToken);
    }

    /// <summary>The same, where the first try was something else: reading what an earlier one opened.</summary>
    /// <exception cref="ContainerizeException">As <see cref="RunAsync"/>.</exception>
    public static async Task<T> GoOnAsync<T>(Func<Task<T>> attempt, RegistryFailure failure, RegistryOptions options, CancellationToken cancellationToken) =>
        failure.IsTransient && options.RetryLimit > 0
            ? await Repetition.RunAsync(attempt, failure, options, cancellationToken)
            : throw new ContainerizeException(failure.Diagnostic, failure.InnerException);
}
