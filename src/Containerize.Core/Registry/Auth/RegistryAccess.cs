using System.Collections.Immutable;

namespace Containerize.Registry.Auth;

/// <summary>What one client does in a registry: one token covers all of it.</summary>
/// <param name="Repository">The repository it works in.</param>
/// <param name="Operation">Whether it writes there.</param>
/// <param name="MountFrom">Other repositories that blobs are mounted from.</param>
internal sealed record RegistryAccess(string Repository, RegistryOperation Operation, ImmutableArray<string> MountFrom)
{
    /// <summary>The scopes of a token, the necessary one first. Source: distribution specification, "Token scope".</summary>
    public ImmutableArray<string> Scopes { get; } =
    [
        $"repository:{Repository}:{(Operation == RegistryOperation.Push ? "pull,push" : "pull")}",
        .. MountFrom.Where(name => name != Repository).Distinct().Order(StringComparer.Ordinal).Select(name => $"repository:{name}:pull"),
    ];
}
