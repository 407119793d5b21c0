using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Formats;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Planning;
using Containerize.Publishing;
using Containerize.Registry;
using Containerize.Sources;

namespace Containerize;

/// <summary>Plan → build → publish. Blobs go first, the manifest by digest, tags last.</summary>
public sealed class ContainerPipeline(PipelineOptions options) : IDisposable
{
    private readonly LocalCache _cache = LocalCache.Open(options.Cache, options.LayerDirectory, options.Log);
    private readonly ScratchFiles _scratch = new(options.LayerDirectory);
    private readonly RegistryConnections _registries = new(new RegistryOptions
    {
        Log = options.Log,
        EnvironmentVariables = options.Environment,
        InsecureRegistries = options.InsecureRegistries,
        OutputRegistries = options.OutputRegistries,
        Settings = options.RegistrySettings,
        Mirrors = options.Mirrors,
        IsOffline = options.IsOffline,
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
            BaseImageReference.Registry registry => RegistryImageSource.Create(_registries, registry.Reference, _cache, options.Log),
            BaseImageReference.Layout layout => LayoutImageSource.OfFolder(layout.Text, layout.Path, layout.Tag),
            BaseImageReference.OciArchive archive => LayoutImageSource.OfArchive(archive.Text, archive.Path, archive.Tag, _scratch),
            BaseImageReference.Archive archive => new ArchiveImageSource(archive.Text, archive.Path, options.LayerDirectory, _scratch),
            BaseImageReference.Engine engine => new EngineImageSource(engine.Text, engine.Image, ConnectAsync, options.LayerDirectory, _scratch),
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
        await using var registries = Registries(plan.Name, destinations, registry => BaseRepositories(plan, registry), cancellationToken);
        try
        {
            var built = await BuildAsync(plan, ResolveBaseAsync(plan, cancellationToken), registries, NeedBytes(destinations), registries.Ended);
            var results = await PublishAsync(built.Image, built.Name, (plan.Base as BaseImageReference.Engine)?.Image, destinations, registries, cancellationToken);
            return (built, [.. results]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Uploads failed, and so the rest was stopped.
            await registries.ThrowFailuresAsync();
            throw;
        }
    }

    /// <summary>Takes an image to its destinations, to all of them at once.</summary>
    /// <returns>One result for each destination, in their order; those that do not have the image say why.</returns>
    public async Task<ImmutableArray<PublishResult>> PublishAsync(Image image, ImageName name, ImmutableArray<Destination> destinations, CancellationToken cancellationToken)
    {
        await using var registries = Registries(name, destinations, registry => RegistryPublisher.MountRepositories(image, registry), cancellationToken);
        return [.. await PublishAsync(image, name, baseInEngine: null, destinations, registries, cancellationToken)];
    }

    public void Dispose()
    {
        _registries.Dispose();
        _scratch.Dispose();
        _cache.Dispose();
    }

    private Task<IContainerEngine> ConnectAsync(CancellationToken cancellationToken) =>
        new EngineLocator(options.Environment, options.Log).GetAsync(options.LocalRegistry, cancellationToken);

    /// <summary>
    /// Whether bytes that are in some registry will be read here. One registry alone mounts or streams what it lacks.
    /// </summary>
    private static bool NeedBytes(ImmutableArray<Destination> destinations) => destinations is not [Destination.Registry];

    private async Task<BuiltImage> BuildAsync(
        ImagePlan plan, Task<BaseImage> baseImage, RegistryPublishers registries, bool needBytes, CancellationToken cancellationToken)
    {
        var shared = needBytes ? new SharedBlobs(_cache.Layers, cancellationToken) : null;
        if (shared is not null)
        {
            baseImage = ShareAsync(baseImage, shared);
        }

        var layers = new ApplicationLayers(plan.Layers.Compression, _cache, options.Log);
        var added = await layers.BuildAsync(layers.Plan(plan), CacheAsync(), registries.Begin, cancellationToken);
        var built = Build(plan, await baseImage, added, registries);
        if (ImageConfigComposer.RootWarning(plan, built.Image.Config) is { } warning)
        {
            options.Log.Report(warning);
        }

        return built;

        async Task<ILayerCache> CacheAsync()
        {
            await Task.WhenAll(baseImage, registries.Snapshots);
            foreach (var layer in (await baseImage).Image.Layers)
            {
                registries.Begin(layer);
            }

            return shared?.Share(registries.KnownLayers) ?? registries.KnownLayers;
        }
    }

    private static async Task<BaseImage> ShareAsync(Task<BaseImage> baseImage, SharedBlobs shared)
    {
        var resolved = await baseImage;
        return resolved with { Image = shared.Share(resolved.Image) };
    }

    /// <summary>An image that differs from one that stands there in the clock's date alone is that one.</summary>
    private static BuiltImage Build(ImagePlan plan, BaseImage baseImage, ImmutableArray<BuiltLayer> added, RegistryPublishers registries)
    {
        foreach (var former in plan.CreatedByClock ? registries.FindImages(plan.Name.Tags[0]) : [])
        {
            if (former.Config.Created is { } date && ImageBuilder.Build(plan.At(date), baseImage, added) is var same && same.Image.Manifest.Digest == former.Manifest.Digest)
            {
                return same;
            }
        }

        return ImageBuilder.Build(plan, baseImage, added);
    }

    /// <summary>The registries among the destinations, whose tags say what need not be made or sent again.</summary>
    private RegistryPublishers Registries(
        ImageName name, ImmutableArray<Destination> destinations, Func<string, IEnumerable<string>> mountFrom, CancellationToken cancellationToken)
    {
        var publishers = destinations.OfType<Destination.Registry>().Select(destination => Publisher(destination.Name)).ToImmutableArray();
        return new RegistryPublishers(publishers, destinations.Length - publishers.Length, cancellationToken);

        RegistryPublisher Publisher(string registry)
        {
            // Asked for before anything is read there: one login covers the base and what ContainerCacheFrom names too.
            var known = options.CacheFrom.Select(reference => reference.In(registry, name.Repository)).ToList();
            var mounts = known.Where(reference => IsSame(reference.Registry, registry)).Select(reference => reference.Repository).Concat(mountFrom(registry));
            var repository = _registries.Get(registry).Push(name.Repository, mounts);
            var snapshot = new SnapshotReader(_registries, _cache.Documents, options.Log).ReadAsync(repository, name.Tags, known, cancellationToken);
            return new RegistryPublisher(repository, snapshot, options.UploadConcurrency, options.Log, cancellationToken);
        }
    }

    private IEnumerable<string> BaseRepositories(ImagePlan plan, string registry) =>
        plan.Base is BaseImageReference.Registry { Reference: var reference }
            ? _registries.PlacesOf(reference).Where(place => IsSame(place.Registry, registry)).Select(place => place.Repository)
            : [];

    private static bool IsSame(string registry, string other) => string.Equals(registry, other, StringComparison.OrdinalIgnoreCase);

    private Task<PublishResult[]> PublishAsync(
        Image image, ImageName name, string? baseInEngine, ImmutableArray<Destination> destinations, RegistryPublishers registries, CancellationToken cancellationToken) =>
        Task.WhenAll(destinations.Select(destination => PublishAsync(image, name, baseInEngine, destination, registries, cancellationToken)));

    private async Task<PublishResult> PublishAsync(
        Image image, ImageName name, string? baseInEngine, Destination destination, RegistryPublishers registries, CancellationToken cancellationToken)
    {
        try
        {
            var result = destination is Destination.Engine engine
                ? await PublishToEngineAsync(engine, image, name, baseInEngine, cancellationToken)
                : await Publisher(destination, registries).PublishAsync(image, name, cancellationToken);
            if (result is { Kind: DestinationKind.Registry, IsUnchanged: false })
            {
                // The next publish finds it under its tags, and need not read it.
                _cache.Documents.Add(image);
            }

            return result;
        }
        catch (ContainerizeException exception)
        {
            var (kind, place) = destination switch
            {
                Destination.Registry registry => (DestinationKind.Registry, registry.Name),
                Destination.Archive archive => (DestinationKind.Archive, archive.Path),
                Destination.OciArchive archive => (DestinationKind.OciArchive, archive.Path),
                Destination.Layout layout => (DestinationKind.Layout, layout.Path),
                Destination.Engine { LocalRegistry.Length: > 0 } engine => (DestinationKind.Engine, engine.LocalRegistry),
                _ => (DestinationKind.Engine, "a container engine"),
            };
            return PublishResult.Failed(kind, place, exception.Diagnostics);
        }
    }

    private IImagePublisher Publisher(Destination destination, RegistryPublishers registries) => destination switch
    {
        Destination.Registry registry => registries.Get(registry.Name),
        Destination.Archive archive => new ArchivePublisher(archive.Path, options.Log),
        Destination.OciArchive archive => new OciArchivePublisher(archive.Path, options.Log),
        Destination.Layout layout => new LayoutPublisher(layout.Path, options.Log),
        _ => throw new ArgumentOutOfRangeException(nameof(destination)),
    };

    private async Task<PublishResult> PublishToEngineAsync(Destination.Engine destination, Image image, ImageName name, string? baseInEngine, CancellationToken cancellationToken)
    {
        var locator = new EngineLocator(options.Environment, options.Log);
        using var engine = destination.Fallback is null ? await locator.GetAsync(destination.LocalRegistry, cancellationToken) : await locator.FindAsync(cancellationToken);
        IImagePublisher publisher = engine is null ? new LayoutPublisher(destination.Fallback!.Path, options.Log) : new EnginePublisher(engine, options.Log, baseInEngine);
        return await publisher.PublishAsync(image, name, cancellationToken);
    }
}
