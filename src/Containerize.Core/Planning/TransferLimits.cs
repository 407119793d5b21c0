using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Planning;

/// <summary>What a transfer from or to a registry may cost before it counts as failed.</summary>
/// <param name="Retries">How often a request is tried again that failed for a passing reason; zero for never.</param>
/// <param name="Timeout">How long a registry may send and take nothing.</param>
internal sealed record TransferLimits(int Retries, TimeSpan Timeout)
{
    private static readonly WholeNumber RetryLimit = new(0, 20, 4, InputDiagnostics.InvalidRetryLimit);
    private static readonly WholeNumber TimeoutSeconds = new(1, 86_400, 100, InputDiagnostics.InvalidTimeout);

    public static TransferLimits Default { get; } = new(RetryLimit.Default, TimeSpan.FromSeconds(TimeoutSeconds.Default));

    /// <param name="retryLimit"><c>ContainerRetryLimit</c>, a number.</param>
    /// <param name="timeout"><c>ContainerTimeout</c>, in seconds.</param>
    /// <param name="errors">Receives CTZ1031, CTZ1032 where they are not.</param>
    public static TransferLimits Parse(string retryLimit, string timeout, ImmutableArray<Diagnostic>.Builder errors) =>
        new(RetryLimit.Parse(retryLimit, errors), TimeSpan.FromSeconds(TimeoutSeconds.Parse(timeout, errors)));
}
