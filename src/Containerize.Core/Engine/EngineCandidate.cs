namespace Containerize.Engine;

/// <summary>A place where an engine may listen.</summary>
/// <param name="Address">The place.</param>
/// <param name="Origin">Who named it, for messages: <c>DOCKER_HOST</c>, or empty for a usual place.</param>
internal sealed record EngineCandidate(EngineAddress Address, string Origin)
{
    /// <summary>Whether a person said that the engine is there.</summary>
    public bool IsSet => Origin.Length > 0;

    /// <summary>A socket that is not there needs no attempt, and says more clearly what is wrong.</summary>
    public bool IsAbsent => Address is EngineAddress.UnixSocket socket && !File.Exists(socket.Path);

    public override string ToString() => IsSet ? $"{Address} ({Origin})" : Address.ToString();
}
