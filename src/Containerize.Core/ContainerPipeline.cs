using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Planning;
using Containerize.Publishing;
using Containerize.Registry;
using Containerize.Sources;

namespace Containerize;

/// <summary>What one run of the pipeline needs to know beside its plan.</summary>
public sealed record PipelineOptions
{
    public required IBuildLog Log { get; init; }

    /// <summary>The build's variables: credentials, proxies and engine sockets are looked for in here.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary><c>ContainerInsecureRegistries</c>: registries that may be spoken to without TLS.</summary>
    public ImmutableArray<string> InsecureRegistries { get; init; } = [];

    /// <summary>The registry that is published to, where there is one: credentials for a push are for it alone.</summary>
    public string? OutputRegistry { get; init; }

    /// <summary>For the <c>User-Agent</c> header.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>Folder for compressed layers between build and publish.</summary>
    public required string LayerDirectory { get; init; }

    /// <summary>What this machine remembers of earlier builds.</summary>
    public CacheOptions Cache { get; init; } = CacheOptions.None;

    /// <summary><c>ContainerCacheFrom</c>: images whose layers count as known.</summary>
    public ImmutableArray<CacheReference> CacheFrom { get; init; } = [];

    /// <summary><c>ContainerUploadConcurrency</c>: blobs that go to a registry at the same time.</summary>
    public int UploadConcurrency { get; init; } = Planning.UploadConcurrency.Default;

    /// <summary><c>ContainerRetryLimit</c> and <c>ContainerTimeout</c>.</summary>
    public TransferLimits TransferLimits { get; init; } = TransferLimits.Default;
}

/// <summary>Plan → build → publish. Blobs go first, the manifest by digest, tags last.</summary>
public sealed class ContainerPipeline(PipelineOptions options) : IDisposable
{
    private readonly LocalCache _cache = LocalCache.Open(options.Cache, options.LayerDirectory, options.Log);
    private readonly RegistryConnections _registries = new(new RegistryOptions
    {
        Log = options.Log,
        EnvironmentVariables = options.Environment,
        InsecureRegistries = options.InsecureRegistries,
        OutputRegistry = options.OutputRegistry,
        ProductVersion = options.ProductVersion,
        RetryLimit = options.TransferLimits.Retries,
        Timeout = options.TransferLimits.Timeout,
        CommitTimeout = TimeSpan.FromTicks(Math.Max(options.TransferLimits.Timeout.Ticks, RegistryOptions.DefaultCommitTimeout.Ticks)),
    });

    /// <exception cref="ContainerizeException">The base cannot be used (CTZ2xxx, CTZ3xxx, CTZ4xxx).</exception>
    public async Task<BaseImage> ResolveBaseAsync(ImagePlan plan, CancellationToken cancellationToken)
    {
        IImageSource source = plan.Base switch
        {
            BaseImageReference.Registry registry => new RegistryImageSource(_registries, registry.Reference, _cache.Documents),
            BaseImageReference.Layout layout => new LayoutImageSource(layout.Text, layout.Path, layout.Tag),
            BaseImageReference.Archive archive => new ArchiveImageSource(archive.Text, archive.Path, options.LayerDirectory),
            _ => new ScratchImageSource(),
        };
        var resolved = await source.ResolveAsync(plan.Platform, cancellationToken);
        options.Log.Write(MessageImportance.Normal, $"Base {plan.Base.Text} is {resolved.Digest ?? resolved.Image.Manifest.Config.Digest} for {plan.Platform}.");
        return resolved;
    }

    /// <summary>
    /// Builds the image, knowing what its destinations have already, and takes it there: to a registry while layers are
    /// still being made, but not before base and files are known to be good. The base's layers are named, and stay where
    /// they are unless a destination needs their bytes.
    /// </summary>
    /// <exception cref="ContainerizeException">See <see cref="ResolveBaseAsync"/>, <see cref="ApplicationLayers"/>; a destination refused (CTZ3xxx, CTZ4xxx).</exception>
    public async Task<(BuiltImage Image, ImmutableArray<PublishResult> Results)> BuildAndPublishAsync(
        ImagePlan plan, ImmutableArray<Destination> destinations, CancellationToken cancellationToken)
    {
        ApplicationLayers.RequireEntryFile(plan);
        await using var publisher = RegistryPublisher(plan.Name, destinations, registry => BaseRepository(plan, registry), cancellationToken);
        try
        {
            var built = await BuildAsync(plan, ResolveBaseAsync(plan, cancellationToken), publisher, publisher?.Ended ?? cancellationToken);
            return (built, await PublishAsync(built.Image, built.Name, destinations, publisher, cancellationToken));
        }
        catch (OperationCanceledException) when (publisher is not null && !cancellationToken.IsCancellationRequested)
        {
            // An upload failed, and so the rest was stopped.
            await publisher.CompleteUploadsAsync();
            throw;
        }
    }

    /// <summary>Takes an image to its destinations, one after another, in order.</summary>
    /// <exception cref="ContainerizeException">A destination refused (CTZ3xxx, CTZ4xxx); those before it have the image.</exception>
    public async Task<ImmutableArray<PublishResult>> PublishAsync(Image image, ImageName name, ImmutableArray<Destination> destinations, CancellationToken cancellationToken)
    {
        await using var publisher = RegistryPublisher(name, destinations, registry => Publishing.RegistryPublisher.MountRepositories(image, registry), cancellationToken);
        return await PublishAsync(image, name, destinations, publisher, cancellationToken);
    }

    public void Dispose()
    {
        _registries.Dispose();
        _cache.Dispose();
    }

    private async Task<BuiltImage> BuildAsync(ImagePlan plan, Task<BaseImage> baseImage, RegistryPublisher? publisher, CancellationToken cancellationToken)
    {
        var layers = new ApplicationLayers(plan.Layers.Compression, _cache, options.Log);
        var added = await layers.BuildAsync(layers.Plan(plan), CacheAsync(), blob => publisher?.Begin(blob), cancellationToken);
        var built = Build(plan, await baseImage, added, publisher is null ? RepositorySnapshot.Empty : await publisher.Snapshot);
        if (ImageConfigComposer.RootWarning(plan, built.Image.Config) is { } warning)
        {
            options.Log.Report(warning);
        }

        return built;

        async Task<ILayerCache> CacheAsync()
        {
            var snapshot = publisher?.Snapshot ?? Task.FromResult(RepositorySnapshot.Empty);
            await Task.WhenAll(baseImage, snapshot);
            foreach (var layer in (await baseImage).Image.Layers)
            {
                publisher?.Begin(layer);
            }

            return await snapshot;
        }
    }

    /// <summary>An image that differs from the one that stands there in the clock's date alone is that one.</summary>
    private static BuiltImage Build(ImagePlan plan, BaseImage baseImage, ImmutableArray<BuiltLayer> added, RepositorySnapshot snapshot)
    {
        if (plan.CreatedByClock && snapshot.FindImage(plan.Name.Tags[0]) is { Config.Created: { } date } former)
        {
            var same = ImageBuilder.Build(plan.At(date), baseImage, added);
            if (same.Image.Manifest.Digest == former.Manifest.Digest)
            {
                return same;
            }
        }

        return ImageBuilder.Build(plan, baseImage, added);
    }

    /// <summary>A project publishes to one registry, whose tags say what need not be made or sent again.</summary>
    private RegistryPublisher? RegistryPublisher(
        ImageName name, ImmutableArray<Destination> destinations, Func<string, IEnumerable<string>> mountFrom, CancellationToken cancellationToken)
    {
        if (destinations.OfType<Destination.Registry>().FirstOrDefault()?.Name is not { } registry)
        {
            return null;
        }

        // Asked for before anything is read there: one login covers the base and what ContainerCacheFrom names too.
        var known = options.CacheFrom.Select(reference => reference.In(registry, name.Repository)).ToList();
        var mounts = known.Where(reference => IsSame(reference.Registry, registry)).Select(reference => reference.Repository).Concat(mountFrom(registry));
        var repository = _registries.Get(registry).Push(name.Repository, mounts);
        var snapshot = new SnapshotReader(_registries, _cache.Documents, options.Log).ReadAsync(repository, name.Tags, known, cancellationToken);
        return new RegistryPublisher(repository, snapshot, options.UploadConcurrency, options.Log, cancellationToken);
    }

    private static IEnumerable<string> BaseRepository(ImagePlan plan, string registry) =>
        plan.Base is BaseImageReference.Registry { Reference: var reference } && IsSame(reference.Registry, registry) ? [reference.Repository] : [];

    private static bool IsSame(string registry, string other) => string.Equals(registry, other, StringComparison.OrdinalIgnoreCase);

    private async Task<ImmutableArray<PublishResult>> PublishAsync(
        Image image, ImageName name, ImmutableArray<Destination> destinations, RegistryPublisher? publisher, CancellationToken cancellationToken)
    {
        var results = ImmutableArray.CreateBuilder<PublishResult>(destinations.Length);
        foreach (var destination in destinations)
        {
            results.Add(destination is Destination.Engine engine
                ? await PublishToEngineAsync(engine, image, name, cancellationToken)
                : await Publisher(destination, publisher).PublishAsync(image, name, cancellationToken));
            if (results[^1] is { Kind: DestinationKind.Registry, IsUnchanged: false })
            {
                // The next publish finds it under its tags, and need not read it.
                _cache.Documents.Add(image);
            }
        }

        return results.ToImmutable();
    }

    private IImagePublisher Publisher(Destination destination, RegistryPublisher? publisher) => destination switch
    {
        Destination.Registry => publisher!,
        Destination.Archive archive => new ArchivePublisher(archive.Path, options.Log),
        Destination.Layout layout => new LayoutPublisher(layout.Path, options.Log),
        _ => throw new ArgumentOutOfRangeException(nameof(destination)),
    };

    private async Task<PublishResult> PublishToEngineAsync(Destination.Engine destination, Image image, ImageName name, CancellationToken cancellationToken)
    {
        // Without a fallback the project named its engine, and the locator says what is wrong with it.
        using var engine = await new EngineLocator(options.Environment, options.Log).FindAsync(destination.LocalRegistry, cancellationToken);
        IImagePublisher publisher = engine is null ? new LayoutPublisher(destination.Fallback!.Path, options.Log) : new EnginePublisher(engine, options.Log);
        return await publisher.PublishAsync(image, name, cancellationToken);
    }
}
