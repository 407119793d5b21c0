using System.Collections.Immutable;
using Containerize.Oci;

namespace Containerize.Registry.Auth;

/// <summary>What one client does in a registry: one token covers all of it.</summary>
/// <param name="repository">The repository it works in.</param>
/// <param name="operation">Whether it writes there.</param>
/// <param name="mountFrom">Other repositories that blobs are mounted from.</param>
internal sealed class RegistryAccess(RepositoryName repository, RegistryOperation operation, IEnumerable<RepositoryName> mountFrom)
{
    public RepositoryName Repository => repository;

    public RegistryOperation Operation => operation;

    /// <summary>Other repositories that it reads, in one order.</summary>
    public ImmutableArray<RepositoryName> MountFrom { get; } =
    [.. mountFrom.Where(name => name != repository).Distinct().OrderBy(name => name.ToString(), StringComparer.Ordinal)];

    /// <summary>The scopes of a token, the necessary one first. Source: distribution specification, "Token scope".</summary>
    public ImmutableArray<string> Scopes =>
        [
            $"repository:{repository}:{(operation == RegistryOperation.Push ? "pull,push" : "pull")}",
            .. MountFrom.Select(name => $"repository:{name}:pull"),
        ];

    /// <summary>The same without what it could do without: mounts become uploads.</summary>
    public RegistryAccess Necessary => new(repository, operation, []);

    public bool IsSameAs(RegistryAccess other) => Covers(other) && other.Covers(this);

    /// <summary>Whether a token for this is good for <paramref name="other"/> too.</summary>
    public bool Covers(RegistryAccess other) =>
        (
            other.Operation == RegistryOperation.Pull
                ? Reads(other.Repository)
                : operation == RegistryOperation.Push && repository == other.Repository
        ) && other.MountFrom.All(Reads);

    private bool Reads(RepositoryName name) => name == repository || MountFrom.Contains(name);
}
