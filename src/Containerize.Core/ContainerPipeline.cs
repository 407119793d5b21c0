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
public sealed class ContainerPipeline : IDisposable
{
    private readonly PipelineOptions _options;
    private readonly LocalCache _cache;
    private readonly ScratchFiles _scratch;
    private readonly RegistryConnections _registries;
    private readonly ImageDelivery _delivery;

    public ContainerPipeline(PipelineOptions options)
    {
        _options = options;
        _cache = LocalCache.Open(options.Cache, options.LayerDirectory, options.Log);
        _scratch = new ScratchFiles(options.LayerDirectory);
        _registries = new RegistryConnections(new RegistryOptions
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
        _delivery = new ImageDelivery(options, _registries, _cache);
    }

    /// <exception cref="ContainerizeException">The base cannot be used (CTZ2xxx, CTZ3xxx, CTZ4xxx).</exception>
    public async Task<BaseImage> ResolveBaseAsync(ImagePlan plan, CancellationToken cancellationToken)
    {
        IImageSource source = plan.Base switch
        {
            BaseImageReference.Registry registry => RegistryImageSource.Create(_registries, registry.Reference, _cache, _options.Log),
            BaseImageReference.Layout layout => LayoutImageSource.OfFolder(layout.Text, layout.Path, layout.Tag),
            BaseImageReference.OciArchive archive => LayoutImageSource.OfArchive(archive.Text, archive.Path, archive.Tag, _scratch),
            BaseImageReference.Archive archive => new ArchiveImageSource(archive.Text, archive.Path, _options.LayerDirectory, _scratch),
            BaseImageReference.Engine engine => new EngineImageSource(engine.Text, engine.Image, ConnectAsync, _options.LayerDirectory, _scratch),
            _ => new ScratchImageSource(),
        };
        var resolved = await source.ResolveAsync(plan.Platform, cancellationToken);
        _options.Log.Write(MessageImportance.Normal, $"Base {plan.Base.Text} is {resolved.Digest ?? resolved.Image.Manifest.Config.Digest} for {plan.Platform}.");
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
        await using var registries = _delivery.Registries(plan.Name, destinations, registry => _delivery.BaseRepositories(plan, registry), cancellationToken);
        try
        {
            var built = await BuildAsync(plan, ResolveBaseAsync(plan, cancellationToken), registries, NeedBytes(destinations), registries.Ended);
            var results = await _delivery.PublishAsync(built.Image, built.Name, (plan.Base as BaseImageReference.Engine)?.Image, destinations, registries, cancellationToken);
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
        await using var registries = _delivery.Registries(name, destinations, registry => RegistryPublisher.MountRepositories(image, registry), cancellationToken);
        return [.. await _delivery.PublishAsync(image, name, baseInEngine: null, destinations, registries, cancellationToken)];
    }

    public void Dispose()
    {
        _registries.Dispose();
        _scratch.Dispose();
        _cache.Dispose();
    }

    private Task<IContainerEngine> ConnectAsync(CancellationToken cancellationToken) =>
        new EngineLocator(_options.Environment, _options.Log).GetAsync(_options.LocalRegistry, cancellationToken);

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

        var layers = new ApplicationLayers(plan.Layers.Compression, _cache, _options.Log);
        var added = await layers.BuildAsync(layers.Plan(plan), CacheAsync(), registries.Begin, cancellationToken);
        var built = Build(plan, await baseImage, added, registries);
        if (ImageConfigComposer.RootWarning(plan, built.Image.Config) is { } warning)
        {
            _options.Log.Report(warning);
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
}
