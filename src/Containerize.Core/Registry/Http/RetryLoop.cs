using System.Globalization;
using Containerize.Diagnostics;

namespace Containerize.Registry.Http;

/// <summary>
/// The tries after a first one that failed, with pauses that grow and are never quite the same, for a limited time. A
/// try that got on before it failed has them all before it again: a transfer may break as often as it likes.
/// </summary>
internal sealed class RetryLoop
{
    /// <summary>The longest pause that the registry did not ask for.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly RegistryOptions _options;
    private RegistryFailure _failure;
    private int _tries;
    private int _retries;
    private int _left;
    private long _started;

    private RetryLoop(RegistryFailure failure, int earlier, RegistryOptions options)
    {
        (_options, _failure, _tries) = (options, failure, 1 + earlier);
        (_left, _started) = (options.RetryLimit - earlier, options.Time.GetTimestamp());
    }

    /// <param name="attempt">One try.</param>
    /// <param name="first">Why the first one failed.</param>
    /// <param name="earlier">Tries between that one and these.</param>
    /// <param name="options">How often and how long, and the log.</param>
    /// <param name="cancellationToken">Ends attempts and pauses.</param>
    /// <exception cref="ContainerizeException">The last try failed, or an earlier one for a reason that stays; the message says how many
    /// there were.</exception>
    public static async Task<T> RunAsync<T>(
        Func<Task<T>> attempt,
        RegistryFailure first,
        int earlier,
        RegistryOptions options,
        CancellationToken cancellationToken
    )
    {
        var loop = new RetryLoop(first, earlier, options);
        while (loop.IsWorthATry())
        {
            await loop.PauseAsync(cancellationToken);
            try
            {
                return await attempt();
            }
            catch (RegistryFailure failure)
            {
                loop.Note(failure);
            }
        }

        throw Retry.Failed(loop._failure, loop._tries);
    }

    /// <summary>A registry that wants a longer pause than there is time gets an error at once.</summary>
    private bool IsWorthATry() =>
        _failure.IsTransient
        && _retries < _left
        && _options.Time.GetElapsedTime(_started) + (_failure.RetryAfter ?? TimeSpan.Zero) <= _options.RetryBudget;

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        var pause = _failure.RetryAfter ?? GrowingPause();
        _retries++;
        _options.Log.Write(
            MessageImportance.Low,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_failure.Message} Trying again in {pause.TotalSeconds:0.0} s (retry {_retries} of {_options.RetryLimit})."
            )
        );
        await Task.Delay(pause, _options.Time, cancellationToken);
        _tries++;
    }

    private void Note(RegistryFailure failure)
    {
        _failure = failure;
        if (failure is { IsTransient: true, HasProgressed: true })
        {
            (_retries, _left, _started) = (0, _options.RetryLimit, _options.Time.GetTimestamp());
        }
    }

    /// <summary>Twice the one before, less up to a half: clients that failed together do not come back together.</summary>
    private TimeSpan GrowingPause()
    {
        var pause = _options.RetryDelay * Math.Pow(2, _retries);
#pragma warning disable CA5394 // Nothing secret depends on it.
        return (pause < LongestPause ? pause : LongestPause) * (1 - (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }
}
