using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.Registry.Http;

/// <summary>
/// Repeats what failed for a passing reason: a lost connection, a time-out, a 408, 425, 429 or 5xx. The first try runs
/// bare; only where it fails, <see cref="RetryLoop"/> begins.
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

        return await GoOnAsync(attempt, failure, earlier: 0, options, cancellationToken);
    }

    /// <summary>The same, where the first try was something else: reading what an earlier one opened.</summary>
    /// <param name="attempt">One try.</param>
    /// <param name="failure">Why the last one failed.</param>
    /// <param name="earlier">Tries after the first that there were already.</param>
    /// <param name="options">How often and how long, and the log.</param>
    /// <param name="cancellationToken">Ends attempts and pauses.</param>
    /// <exception cref="ContainerizeException">As <see cref="RunAsync"/>.</exception>
    public static async Task<T> GoOnAsync<T>(
        Func<Task<T>> attempt,
        RegistryFailure failure,
        int earlier,
        RegistryOptions options,
        CancellationToken cancellationToken
    ) =>
        failure.IsTransient && options.RetryLimit > earlier
            ? await RetryLoop.RunAsync(attempt, failure, earlier, options, cancellationToken)
            : throw Failed(failure, 1 + earlier);

    /// <summary>What a person is told at the end.</summary>
    public static ContainerizeException Failed(RegistryFailure failure, int tries)
    {
        var message =
            tries == 1 ? failure.Message : string.Create(CultureInfo.InvariantCulture, $"{failure.Message} It was tried {tries} times.");
        return new ContainerizeException(failure.Diagnostic with { Message = message }, failure.InnerException);
    }
}
