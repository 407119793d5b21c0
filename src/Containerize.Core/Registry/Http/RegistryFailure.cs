using System.Net;
using Containerize.Diagnostics;

namespace Containerize.Registry.Http;

/// <summary>
/// One failed attempt, inside the client only: <see cref="Retry"/> repeats it or turns it into a
/// <see cref="ContainerizeException"/>.
/// </summary>
internal sealed class RegistryFailure(Diagnostic diagnostic, Exception? innerException = null)
    : Exception(diagnostic.Message, innerException)
{
    public Diagnostic Diagnostic => diagnostic;

    public HttpStatusCode? Status { get; init; }

    /// <summary>The first code of the registry's own error document: <c>BLOB_UPLOAD_INVALID</c>.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Whether the same request may well succeed a moment later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the registry has noticeably more of a transfer than before this try.</summary>
    public bool HasProgressed { get; set; }

    /// <summary>How long the registry asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the server may speak the other of http and https.</summary>
    public bool SuggestsOtherScheme { get; init; }

    /// <summary>The same, as something that passes.</summary>
    public RegistryFailure AsTransient() =>
        new(Diagnostic, InnerException)
        {
            Status = Status,
            ErrorCode = ErrorCode,
            IsTransient = true,
            RetryAfter = RetryAfter,
        };
}
