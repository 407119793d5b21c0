using System.Globalization;
using System.Runtime.ExceptionServices;
using Containerize.Diagnostics;
using Polly;
using Polly.Retry;

namespace Containerize.Registry;

/// <summary>
/// The tries after a first one that failed, with pauses that grow and are never quite the same, for a limited time. A
/// try that got on before it failed has them all before it again: a transfer may break as often as it likes.
/// </summary>
internal sealed class Repetition
{
    /// <summary>A pause that nobody asked for is not longer than this.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly RegistryOptions _options;
    private RegistryFailure _first;
    private bool _isTold;
    private long _started;
    private int _tries;

    private Repetition(RegistryFailure first, int tries, RegistryOptions options) =>
        (_first, _tries, _options, _started) = (first, tries, options, options.Time.GetTimestamp());

    /// <param name="attempt">One try.</param>
    /// <param name="first">Why the first one failed.</param>
    /// <param name="earlier">Tries between that one and these.</param>
    /// <param name="options">How often and how long, and the log.</param>
    /// <param name="cancellationToken">Ends attempts and pauses.</param>
    /// <exception cref="ContainerizeException">The last try failed, or an earlier one for a reason that stays; the message says how many there were.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> attempt, RegistryFailure first, int earlier, RegistryOptions options, CancellationToken cancellationToken)
    {
        var repetition = new Repetition(first, 1 + earlier, options);
        var left = options.RetryLimit - earlier;
        while (true)
        {
            try
            {
                return await repetition.RunAsync(attempt, left, cancellationToken);
            }
            catch (RegistryFailure failure) when (repetition.GotOn(failure))
            {
                (repetition._first, repetition._isTold, repetition._started) = (failure, false, options.Time.GetTimestamp());
                left = options.RetryLimit;
            }
            catch (RegistryFailure failure)
            {
                throw Retry.Failed(failure, repetition._tries);
            }
        }
    }

    private async Task<T> RunAsync<T>(Func<Task<T>> attempt, int left, CancellationToken cancellationToken)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _options.Time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = left,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _options.RetryDelay,
                MaxDelay = LongestPause,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is RegistryFailure failure && IsWorthATry(failure)),
                DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as RegistryFailure)?.RetryAfter),
                OnRetry = Tell,
            })
            .Build();
        return await pipeline.ExecuteAsync(
            async _ =>
            {
                if (!_isTold)
                {
                    // What happened already counts as the first try.
                    _isTold = true;
                    ExceptionDispatchInfo.Throw(_first);
                }

                _tries++;
                return await attempt();
            },
            cancellationToken);
    }

    /// <summary>A registry that wants a longer pause than there is time gets an error at once.</summary>
    private bool IsWorthATry(RegistryFailure failure) =>
        failure.IsTransient
        && !GotOn(failure)
        && _options.Time.GetElapsedTime(_started) + (failure.RetryAfter ?? TimeSpan.Zero) <= _options.RetryBudget;

    private bool GotOn(RegistryFailure failure) => failure is { IsTransient: true, HasProgressed: true } && failure != _first;

    private ValueTask Tell(OnRetryArguments<object> arguments)
    {
        _options.Log.Write(MessageImportance.Low, string.Create(
            CultureInfo.InvariantCulture,
            $"{arguments.Outcome.Exception!.Message} Trying again in {arguments.RetryDelay.TotalSeconds:0.0} s (retry {arguments.AttemptNumber + 1} of {_options.RetryLimit})."));
        return ValueTask.CompletedTask;
    }
}
