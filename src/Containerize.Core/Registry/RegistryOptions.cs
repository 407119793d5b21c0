using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Containerize.Diagnostics;

namespace Containerize.Registry;

/// <summary>How registries are talked to. The process's own environment is read nowhere: it comes in here.</summary>
public sealed record RegistryOptions
{
    /// <summary>The .NET SDK's variable for registries that may be spoken to over plain http.</summary>
    public const string InsecureRegistriesVariable = "DOTNET_CONTAINER_INSECURE_REGISTRIES";

    public required IBuildLog Log { get; init; }

    /// <summary>Registries (host and optional port) that may be spoken to over http. Loopback always may.</summary>
    public ImmutableArray<string> InsecureRegistries { get; init; } = [];

    public IReadOnlyDictionary<string, string> EnvironmentVariables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The registries that are published to. The general credential variables are for them alone, so that they never go
    /// to the registry of a base image.
    /// </summary>
    public ImmutableArray<string> OutputRegistries { get; init; } = [];

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

    /// <summary>How long a request may take, and how long a transfer may stand still.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a registry may take to store an upload after its last byte.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The wait before the first repetition of a request that failed for a passing reason; it doubles each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What is different about a registry, or null.</summary>
    public RegistrySettings? FindSettings(string registry)
    {
        foreach (var settings in Settings)
        {
            if (string.Equals(settings.Registry, registry, StringComparison.OrdinalIgnoreCase))
            {
                return settings;
            }
        }

        return null;
    }

    /// <summary>Whether a registry was listed as one that may be spoken to over http.</summary>
    public bool IsInsecure(string registry) =>
        InsecureRegistries.Contains(registry, StringComparer.OrdinalIgnoreCase)
        || FindSettings(registry) is { IsInsecure: true }
        || (EnvironmentVariables.TryGetValue(InsecureRegistriesVariable, out var listed)
            && PropertyList.Split(listed).Contains(registry, StringComparer.OrdinalIgnoreCase));
}
