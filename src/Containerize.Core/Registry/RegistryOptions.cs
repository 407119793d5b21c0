using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Containerize.Diagnostics;

namespace Containerize.Registry;

/// <summary>How registries are talked to. The process's own environment is read nowhere: it comes in here.</summary>
public sealed record RegistryOptions
{
    /// <summary>The .NET SDK's variable for registries that may be spoken to over plain http.</summary>
    public const string InsecureRegistriesVariable = "DOTNET_CONTAINER_INSECURE_REGISTRIES";

    /// <summary>Large content is hashed and moved before an upload is answered.</summary>
    public static readonly TimeSpan DefaultCommitTimeout = TimeSpan.FromMinutes(5);

    public required IBuildLog Log { get; init; }

    /// <summary>Registries (host and optional port) that may be spoken to over http. Loopback always may.</summary>
    public ImmutableArray<string> InsecureRegistries { get; init; } = [];

    public IReadOnlyDictionary<string, string> EnvironmentVariables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The registry that is published to. The general credential variables are for it alone, so that they never go to
    /// the registry of a base image.
    /// </summary>
    public string? OutputRegistry { get; init; }

    /// <summary>The package's version, for the <c>User-Agent</c> header.</summary>
    public string ProductVersion { get; init; } = "0.0.0";

    /// <summary>Authorities to trust besides the machine's own.</summary>
    public ImmutableArray<X509Certificate2> TrustedAuthorities { get; init; } = [];

    /// <summary>
    /// Bytes of a chunk, where a blob has to be cut into some. Amazon's registry wants 5 MB at least and takes 20 at most.
    /// </summary>
    public long ChunkSize { get; init; } = 10 << 20;

    /// <summary>How often what failed for a passing reason is tried again; zero for never.</summary>
    public int RetryLimit { get; init; } = 4;

    /// <summary>How long one operation and its repetitions may take until none is begun any more.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a request may take, and how long a transfer may stand still.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a registry may take to store an upload after its last byte.</summary>
    public TimeSpan CommitTimeout { get; init; } = DefaultCommitTimeout;

    /// <summary>The wait before the first repetition of a request that failed for a passing reason; about doubled each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether a registry was listed as one that may be spoken to over http.</summary>
    public bool IsInsecure(string registry) =>
        InsecureRegistries.Contains(registry, StringComparer.OrdinalIgnoreCase)
        || (EnvironmentVariables.TryGetValue(InsecureRegistriesVariable, out var listed)
            && PropertyList.Split(listed).Contains(registry, StringComparer.OrdinalIgnoreCase));
}
