using System.Collections.Immutable;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Registry.Http;

namespace Containerize.Planning;

/// <summary>What one run of the pipeline needs to know beside its plan.</summary>
internal sealed record PipelineOptions
{
    public required IBuildLog Log { get; init; }

    /// <summary>The build's variables: credentials, proxies and engine sockets are looked for in here.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary><c>ContainerInsecureRegistries</c>: registries that may be spoken to without TLS.</summary>
    public ImmutableArray<RegistryName> InsecureRegistries { get; init; } = [];

    /// <summary>The registries that are published to: credentials for a push are for them alone.</summary>
    public ImmutableArray<RegistryName> OutputRegistries { get; init; } = [];

    /// <summary><c>ContainerRegistryOption</c> items.</summary>
    public ImmutableArray<RegistrySettings> RegistrySettings { get; init; } = [];

    /// <summary><c>ContainerRegistryMirror</c> items.</summary>
    public ImmutableArray<RegistryMirror> Mirrors { get; init; } = [];

    /// <summary><c>ContainerOffline</c>: no registry is asked.</summary>
    public bool IsOffline { get; init; }

    /// <summary><c>LocalRegistry</c>: the engine that a base <c>docker-daemon:</c> comes from; empty is the one that answers.</summary>
    public string LocalRegistry { get; init; } = "";

    /// <summary>For the <c>User-Agent</c> header.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>Folder for compressed layers between build and publish.</summary>
    public required string LayerDirectory { get; init; }

    /// <summary>What this machine remembers of earlier builds.</summary>
    public CacheOptions Cache { get; init; } = CacheOptions.None;

    /// <summary><c>ContainerKnownLayersFrom</c>: images whose layers are looked at, beside those of the tags.</summary>
    public ImmutableArray<KnownLayersReference> KnownLayersFrom { get; init; } = [];

    /// <summary><c>ContainerKnownLayers</c> and <c>ContainerLayerKeyVariable</c>: when their layers are believed.</summary>
    public LayerTrust KnownLayers { get; init; } = LayerTrust.Proven;

    /// <summary><c>ContainerUploadConcurrency</c>: blobs that go to a registry at the same time.</summary>
    public int UploadConcurrency { get; init; } = Planning.UploadConcurrency.Default;

    /// <summary><c>ContainerPushNoCache</c>: every blob is asked for, also where the manifest is there.</summary>
    public bool PushesWithoutCache { get; init; }

    /// <summary><c>ContainerRetryLimit</c> and <c>ContainerTimeout</c>.</summary>
    public TransferLimits TransferLimits { get; init; } = TransferLimits.Default;

    /// <summary>How registries are talked to.</summary>
    internal RegistryOptions RegistryOptions =>
        new()
        {
            Log = Log,
            EnvironmentVariables = Environment,
            InsecureRegistries = InsecureRegistries,
            OutputRegistries = OutputRegistries,
            Settings = RegistrySettings,
            Mirrors = Mirrors,
            IsOffline = IsOffline,
            ProductVersion = ProductVersion,
            RetryLimit = TransferLimits.Retries,
            Timeout = TransferLimits.Timeout,
            CommitTimeout = TimeSpan.FromTicks(Math.Max(TransferLimits.Timeout.Ticks, RegistryOptions.DefaultCommitTimeout.Ticks)),
        };
}
