using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Text;

namespace Containerize.Registry.Http;

/// <summary>How registries are talked to. The process's own environment is read nowhere: it comes in here.</summary>
internal sealed record RegistryOptions
{
    /// <summary>The .NET SDK's variable for registries that may be spoken to over plain http.</summary>
    public const string InsecureRegistriesVariable = "DOTNET_CONTAINER_INSECURE_REGISTRIES";

    /// <summary>Large content is hashed and moved before an upload is answered.</summary>
    public static readonly TimeSpan DefaultCommitTimeout = TimeSpan.FromMinutes(5);

    public required IBuildLog Log { get; init; }

    /// <summary>Registries (host and optional port) that may be spoken to over http. Loopback always may.</summary>
    public ImmutableArray<RegistryName> InsecureRegistries { get; init; } = [];

    public IReadOnlyDictionary<string, string> EnvironmentVariables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The registries that are published to. The general credential variables are for them alone, so that they never go
    /// to the registry of a base image.
    /// </summary>
    public ImmutableArray<RegistryName> OutputRegistries { get; init; } = [];

    /// <summary>What is different about single registries.</summary>
    public ImmutableArray<RegistrySettings> Settings { get; init; } = [];

    /// <summary>Other places for base images, in the order in which they are asked.</summary>
    public ImmutableArray<RegistryMirror> Mirrors { get; init; } = [];

    /// <summary>Whether nothing is asked at all: then every request fails before a name is resolved.</summary>
    public bool IsOffline { get; init; }

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

    /// <summary>How long a request may take, and how long a transfer may stall.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a registry may take to store an upload after its last byte.</summary>
    public TimeSpan CommitTimeout { get; init; } = DefaultCommitTimeout;

    /// <summary>The wait before the first repetition of a request that failed for a passing reason; about doubled each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a credential helper may take: it may have to ask a cloud's metadata service, or a person.</summary>
    public TimeSpan HelperTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes connections; tests have networks of their own.</summary>
    internal Func<DnsEndPoint, CancellationToken, ValueTask<DialedConnection>> Dial { get; init; } = Dialer.DialAsync;

    /// <summary>What is different about a registry, or null.</summary>
    public RegistrySettings? FindSettings(RegistryName registry)
    {
        foreach (var settings in Settings)
        {
            if (settings.Registry == registry)
            {
                return settings;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether a registry was listed as one that may be spoken to over http. As with Docker and the .NET SDK, its
    /// certificate counts for nothing then: who can show a false one could also make it speak http.
    /// </summary>
    public bool IsInsecure(RegistryName registry) =>
        InsecureRegistries.Contains(registry)
        || FindSettings(registry) is { IsInsecure: true }
        || (
            EnvironmentVariables.TryGetValue(InsecureRegistriesVariable, out var listed)
            && PropertyList
                .Split(listed)
                .Any(text => RegistryName.TryParse(RegistryAddress.WithoutScheme(text), out var name) && name == registry)
        );
}
