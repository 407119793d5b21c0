using System.Net;
using Containerize.Diagnostics;

namespace Containerize.Registry;

/// <summary>
/// One failed attempt, inside the client only: <see cref="Retry"/> repeats it or turns it into a
/// <see cref="ContainerizeException"/>.
/// </summary>
internal sealed class RegistryFailure(Diagnostic diagnostic, Exception? innerException = null) : Exception(diagnostic.Message, innerException)
{
    public Diagnostic Diagnostic => diagnostic;

    public HttpStatusCode? Status { get; init; }

    /// <summary>Whether the same request may well succeed a moment later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the registry asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the server may speak the other of http and https.</summary>
    public bool SuggestsOtherScheme { get; init; }
}
