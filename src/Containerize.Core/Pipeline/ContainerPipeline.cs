using System.Collections.Immutable;
using Containerize.Archive;
using Containerize.Building;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Files;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry;

namespace Containerize.Pipeline;

/// <summary>Plan → build → publish. Blobs go first, the manifest by digest, tags last.</summary>
internal sealed class ContainerPipeline : IDisposable
{
    private readonly PipelineOptions _options;
    private readonly LocalCache _cache;
    private readonly ScratchFiles _scratch;
    private readonly RegistryConnections _registries;
    private readonly ImageDelivery _delivery;
    private readonly RegistryOptions _registryOptions;
    private readonly Func<EngineBuildServices, IEngineBuild>? _engineBuild;

    /// <param name="options">How it works.</param>
    /// <param name="engineBuild">Builds where commands can run; null where only the native builder is used.</param>
    public ContainerPipeline(PipelineOptions options, Func<EngineBuildServices, IEngineBuild>? engineBuild = null)
    {
        _options = options;
        _engineBuild = engineBuild;
        _cache = LocalCache.Open(options.Cache, options.LayerDirectory, options.Log);
        _scratch = new ScratchFiles(options.LayerDirectory);
        _registryOptions = options.RegistryOptions;
        _registries = new RegistryConnections(_registryOptions);
        _delivery = new ImageDelivery(options, _registries, _cache);
    }

    /// <summary>What an image that is built elsewhere is made with.</summary>
    public EngineBuildServices EngineBuildServices =>
        new(
            _registryOptions,
            _registries,
            _options.LayerDirectory,
            _scratch,
            new VolumeFolders(_cache, _options.Log),
            _options.Log,
            ResolveAsync
        );

    /// <exception cref="ContainerizeException">The base cannot be used (CTZ2xxx, CTZ3xxx, CTZ4xxx).</exception>
    public Task<BaseImage> ResolveBaseAsync(ImagePlan plan, CancellationToken cancellationToken) =>
        ResolveAsync(plan.Base, plan.Platform, cancellationToken);

    /// <summary>What the base's configuration says against starting the application there.</summary>
    public static ImmutableArray<Diagnostic> CheckFit(ImagePlan plan, BaseImage baseImage, EngineBuildPlan? build)
    {
        if (build?.Pattern == BuildPattern.AllInOne)
        {
            return [];
        }

        // Where the publish is a part of the build, there are no files yet.
        var published =
            build?.Sources is null && plan.OnlyLayer is null ? AppRuntime.ReadPublished(plan.PublishDirectory, plan.AssemblyName) : null;
        var config = baseImage.Image.Config;
        var findings = BaseFit.Check(
            plan with
            {
                Runtime = AppRuntime.Merge(plan.Runtime, published),
            },
            config,
            build?.AddsSystemSoftware == true
        );
        return ImageConfigComposer.EntrypointWarning(plan, config) is { } replaced ? findings.Add(replaced) : findings;
    }

    private async Task<BaseImage> ResolveFittingAsync(ImagePlan plan, EngineBuildPlan? build, CancellationToken cancellationToken)
    {
        var resolved = await ResolveBaseAsync(plan, cancellationToken);
        var findings = CheckFit(plan, resolved, build);
        if (findings.RemoveAll(finding => finding.Severity != DiagnosticSeverity.Error) is { IsEmpty: false } errors)
        {
            throw new ContainerizeException(errors);
        }

        foreach (var finding in findings)
        {
            _options.Log.Report(finding);
        }

        return resolved;
    }

    private async Task<BaseImage> ResolveAsync(BaseImageReference reference, Platform platform, CancellationToken cancellationToken)
    {
        IImageSource source = reference switch
        {
            BaseImageReference.Registry registry => RegistryImageSource.Create(_registries, registry.Reference, _cache, _options.Log),
            BaseImageReference.Layout layout => LayoutImageSource.FromFolder(layout.Text, layout.Path, layout.Tag),
            BaseImageReference.OciArchive archive => OciArchiveImageSource.Create(archive.Text, archive.Path, archive.Tag, _scratch),
            BaseImageReference.Archive archive => new ArchiveImageSource(archive.Text, archive.Path, _options.LayerDirectory, _scratch),
            BaseImageReference.Engine engine => new EngineImageSource(
                engine.Text,
                engine.Image,
                ConnectAsync,
                _options.LayerDirectory,
                _scratch
            ),
            _ => new ScratchImageSource(),
        };
        var resolved = await source.ResolveAsync(platform, cancellationToken);
        _options.Log.Write(
            MessageImportance.Normal,
            $"Base {reference.Text} is {resolved.Digest ?? resolved.Image.Manifest.Config.Digest} for {platform}."
        );
        return resolved;
    }

    /// <summary>
    /// Builds the image, knowing what its destinations have already, and takes it there: to a registry while layers are
    /// still being made, but not before base and files are known to be good. The base's layers are named, and stay where
    /// they are unless a destination needs their bytes.
    /// </summary>
    /// <param name="plan">The image.</param>
    /// <param name="destinations">Where it shall go.</param>
    /// <param name="cancellationToken">Ends everything.</param>
    /// <param name="build">How an engine builds it; null for the native builder.</param>
    /// <param name="variant">The stage of <paramref name="build"/> that is the image, where that is not the application's own.</param>
    /// <exception cref="ContainerizeException">See <see cref="ResolveBaseAsync"/>, <see cref="ApplicationLayers"/>,
    /// <see cref="IEngineBuild"/>;
    /// a destination refused (CTZ3xxx, CTZ4xxx).</exception>
    public async Task<(BuiltImage Image, ImmutableArray<PublishResult> Results)> BuildAndPublishAsync(
        ImagePlan plan,
        ImmutableArray<Destination> destinations,
        CancellationToken cancellationToken,
        EngineBuildPlan? build = null,
        string variant = StageNames.Final
    )
    {
        if (build?.Sources is null)
        {
            ApplicationLayers.RequireEntryFile(plan);
        }

        await using var registries = _delivery.Registries(
            plan.Name,
            destinations,
            registry => _delivery.BaseRepositories(plan, registry),
            cancellationToken
        );
        _delivery.FindKnownLayers(registries, plan.Name, cancellationToken);
        try
        {
            var built = build is null
                ? await BuildAsync(
                    plan,
                    ResolveFittingAsync(plan, build, cancellationToken),
                    registries,
                    NeedBytes(destinations),
                    registries.Ended
                )
                : await BuildElsewhereAsync(plan, build, variant, registries, NeedBytes(destinations), registries.Ended);
            built = Keep(built, registries);
            if (ImageConfigComposer.RootWarning(plan, built.Image.Config) is { } warning)
            {
                _options.Log.Report(warning);
            }

            if (ImageAnnotations.FormatWarning(plan, built.Image) is { } lacking)
            {
                _options.Log.Report(lacking);
            }

            if (LayerLimits.DepthWarning(built.Image, built.Image.Layers.Length - built.AddedLayers.Length, plan.Base.Text) is { } deep)
            {
                _options.Log.Report(deep);
            }

            var results = await _delivery.PublishAsync(
                built.Images,
                built.Name,
                (plan.Base as BaseImageReference.Engine)?.Image,
                destinations,
                registries,
                cancellationToken
            );
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
    /// <returns>What is there now, and one result for each destination, in their order; those that do not have the image say why.</returns>
    public async Task<(BuiltImage Image, ImmutableArray<PublishResult> Results)> PublishAsync(
        BuiltImage built,
        ImmutableArray<Destination> destinations,
        CancellationToken cancellationToken
    )
    {
        await using var registries = _delivery.Registries(
            built.Name,
            destinations,
            registry => RegistryPublisher.MountRepositories(built.Image, registry),
            cancellationToken
        );
        _delivery.FindKnownLayers(registries, built.Name, cancellationToken);
        await registries.Snapshots;
        built = Keep(built, registries);
        var results = await _delivery.PublishAsync(
            built.Images,
            built.Name,
            baseInEngine: null,
            destinations,
            registries,
            cancellationToken
        );
        return (built, [.. results]);
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
        ImagePlan plan,
        Task<BaseImage> baseImage,
        RegistryPublishers registries,
        bool needBytes,
        CancellationToken cancellationToken
    )
    {
        var shared = needBytes ? new SharedBlobs(_cache.Layers, cancellationToken) : null;
        if (shared is not null)
        {
            baseImage = ShareAsync(plan, baseImage, shared, cancellationToken);
        }

        var layers = new ApplicationLayers(plan.Layers.Compression, _cache, _options.Log);
        var contents = layers.Plan(plan, cancellationToken);
        Action<IBlob> begin = _ => { };
        var added = await layers.BuildAsync(contents, FitAsync(), ProvenAsync(), blob => begin(blob), cancellationToken);
        var below = await baseImage;
        var user = ImageConfigComposer.User(plan, below.Image.Config);
        var volumes = new VolumeFolders(_cache, _options.Log);
        added = [.. added, .. await volumes.BuildAsync(plan, below.Image, user, looksInto: false, cancellationToken)];
        return Build(plan, below, added, registries, _options.KnownLayers.Key);

        async Task<ImmutableArray<LayerContent>> FitAsync()
        {
            var resolved = await baseImage;
            if (ImageConfigComposer.TriggerWarning(plan, resolved.Image.Config) is { } warning)
            {
                _options.Log.Report(warning);
            }

            return await new BaseKnowledge(_cache, _options.Log).FitAsync(plan, resolved, contents, cancellationToken);
        }

        async Task<IProvenLayers> ProvenAsync()
        {
            await Task.WhenAll(baseImage, registries.Snapshots);
            if (registries.FindPublished(plan.Name) is null)
            {
                begin = registries.StartUpload;
                registries.StartBaseUploads((await baseImage).Image);
            }

            return Proven(plan, registries, shared);
        }
    }

    private async Task<BuiltImage> BuildElsewhereAsync(
        ImagePlan plan,
        EngineBuildPlan build,
        string target,
        RegistryPublishers registries,
        bool needBytes,
        CancellationToken cancellationToken
    )
    {
        var shared = needBytes ? new SharedBlobs(_cache.Layers, cancellationToken) : null;
        var layers = build.Sources is null
            ? new ApplicationLayers(plan.Layers.Compression, _cache, _options.Log).Plan(plan, cancellationToken)
            : [];
        var baseImage = BaseAsync();
        return await Engine()
            .BuildAsync(
                plan,
                build,
                target,
                layers,
                shared is null ? baseImage : ShareAsync(plan, baseImage, shared, cancellationToken),
                KnownAsync(),
                _options.KnownLayers.Key,
                cancellationToken
            );

        // Meanwhile the builder is looked for, and is the first thing to be told where it is not there.
        async Task<BaseImage> BaseAsync()
        {
            var resolved =
                target == StageNames.Final
                    ? await ResolveFittingAsync(plan, build, cancellationToken)
                    : await ResolveBaseAsync(plan, cancellationToken);
            var knowledge = new BaseKnowledge(_cache, _options.Log);
            if (!layers.IsEmpty && await knowledge.FindCopyWarningAsync(plan, resolved, layers, cancellationToken) is { } warning)
            {
                _options.Log.Report(warning);
            }

            return resolved;
        }

        async Task<IProvenLayers> KnownAsync()
        {
            await registries.Snapshots;
            return Proven(plan, registries, shared);
        }
    }

    /// <summary>
    /// A version is published once: what was published of this very commit takes the place of what was built of it again.
    /// </summary>
    private BuiltImage Keep(BuiltImage built, RegistryPublishers registries)
    {
        if (
            registries.FindPublished(built.Name) is not { } published
            || published.Digest == built.Images.Digest
            || published.Image.Config.Platform != built.Image.Config.Platform
        )
        {
            return built;
        }

        var name = $"{built.Name.Repository}:{built.Name.Tags[0]}";
        if (PublishedBefore.Doubt(published.Image, built, _options.KnownLayers.Key) is { } doubt)
        {
            _options.Log.Write(MessageImportance.High, $"'{name}' has this commit as its label and is not kept, because {doubt}.");
            return built;
        }

        _options.Log.Report(
            RegistryDiagnostics.VersionKept.Create(
                name,
                published.Digest,
                built.Images.Digest,
                ImageDifferences.Describe(published.Image, built.Image)
            )
        );
        return BuiltImageStore.FromImages(published, built.Name) with { IsKept = true };
    }

    private ProvenLayers Proven(ImagePlan plan, RegistryPublishers registries, SharedBlobs? shared) =>
        new(registries.Claims, _cache.Proofs, _options.Log)
        {
            Trust = _options.KnownLayers,
            Compression = plan.Layers.Compression,
            Time = _options.Cache.Time,

            // Where bytes are needed here anyway, making them is as good as bringing them.
            ReadableRegistry = shared is null ? registries.Only : null,
            Share = shared is null ? blob => blob : shared.Share,
        };

    private IEngineBuild Engine() =>
        _engineBuild?.Invoke(EngineBuildServices)
        ?? throw new InvalidOperationException("The plan is for an engine, and the pipeline has the native builder alone.");

    private async Task<BaseImage> ShareAsync(
        ImagePlan plan,
        Task<BaseImage> baseImage,
        SharedBlobs shared,
        CancellationToken cancellationToken
    )
    {
        var resolved = await baseImage;
        return resolved with
        {
            Image = new CheckedBase(_cache.BaseLayers, plan.Base.Text, cancellationToken).Of(shared.Share(resolved.Image)),
        };
    }

    /// <summary>An image that differs from one that stands there in the clock's date alone is that one.</summary>
    private static BuiltImage Build(
        ImagePlan plan,
        BaseImage baseImage,
        ImmutableArray<BuiltLayer> added,
        RegistryPublishers registries,
        LayerKey? key
    )
    {
        foreach (var former in plan.CreatedByClock ? registries.FindImages(plan.Name.Tags[0].Name) : [])
        {
            if (
                former.Config.Created is { } date
                && ImageBuilder.Build(plan.At(date), baseImage, added, key) is var same
                && same.Image.Manifest.Digest == former.Manifest.Digest
            )
            {
                return same;
            }
        }

        return ImageBuilder.Build(plan, baseImage, added, key);
    }
}
