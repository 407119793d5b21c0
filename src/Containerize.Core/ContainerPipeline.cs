using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Images;
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
}

/// <summary>Plan → build → publish. Blobs go first, the manifest by digest, tags last.</summary>
public sealed class ContainerPipeline(PipelineOptions options) : IDisposable
{
    private readonly RegistryConnections _registries = new(new RegistryOptions
    {
        Log = options.Log,
        EnvironmentVariables = options.Environment,
        InsecureRegistries = options.InsecureRegistries,
        OutputRegistry = options.OutputRegistry,
        ProductVersion = options.ProductVersion,
    });

    /// <exception cref="ContainerizeException">The base cannot be used (CTZ2xxx, CTZ3xxx, CTZ4xxx).</exception>
    public async Task<BaseImage> ResolveBaseAsync(ImagePlan plan, CancellationToken cancellationToken)
    {
        IImageSource source = plan.Base switch
        {
            BaseImageReference.Registry registry => new RegistryImageSource(_registries, registry.Reference),
            BaseImageReference.Layout layout => new LayoutImageSource(layout.Text, layout.Path, layout.Tag),
            BaseImageReference.Archive archive => new ArchiveImageSource(archive.Text, archive.Path, options.LayerDirectory),
            _ => new ScratchImageSource(),
        };
        var resolved = await source.ResolveAsync(plan.Platform, cancellationToken);
        options.Log.Write(MessageImportance.Normal, $"Base {plan.Base.Text} is {resolved.Digest ?? resolved.Image.Manifest.Config.Digest} for {plan.Platform}.");
        return resolved;
    }

    /// <summary>
    /// Builds the image, knowing what its destinations have already, and takes it there. The base's layers are named,
    /// and stay where they are unless a destination needs their bytes.
    /// </summary>
    /// <exception cref="ContainerizeException">See <see cref="ResolveBaseAsync"/>, <see cref="ImageBuilder.BuildAsync"/>; a destination refused (CTZ3xxx, CTZ4xxx).</exception>
    public async Task<(BuiltImage Image, ImmutableArray<PublishResult> Results)> BuildAndPublishAsync(
        ImagePlan plan, ImmutableArray<Destination> destinations, CancellationToken cancellationToken)
    {
        ImageBuilder.RequireEntryFile(plan);
        var (baseImage, snapshot) = (ResolveBaseAsync(plan, cancellationToken), ReadSnapshotAsync(plan.Name, destinations, cancellationToken));
        await Task.WhenAll(baseImage, snapshot);
        var built = await new ImageBuilder(options.LayerDirectory, await snapshot, options.Log).BuildAsync(plan, await baseImage, cancellationToken);
        return (built, await PublishAsync(built.Image, built.Name, destinations, await snapshot, cancellationToken));
    }

    /// <summary>Takes an image to its destinations, one after another, in order.</summary>
    /// <exception cref="ContainerizeException">A destination refused (CTZ3xxx, CTZ4xxx); those before it have the image.</exception>
    public async Task<ImmutableArray<PublishResult>> PublishAsync(Image image, ImageName name, ImmutableArray<Destination> destinations, CancellationToken cancellationToken) =>
        await PublishAsync(image, name, destinations, await ReadSnapshotAsync(name, destinations, cancellationToken), cancellationToken);

    public void Dispose() => _registries.Dispose();

    /// <summary>A project publishes to one registry, whose tags say what need not be made or sent again.</summary>
    private async Task<RepositorySnapshot> ReadSnapshotAsync(ImageName name, ImmutableArray<Destination> destinations, CancellationToken cancellationToken) =>
        destinations.OfType<Destination.Registry>().FirstOrDefault() is { } registry
            ? await RepositorySnapshot.ReadAsync(_registries.Get(registry.Name).Push(name.Repository), name.Tags, options.Log, cancellationToken)
            : RepositorySnapshot.Empty;

    private async Task<ImmutableArray<PublishResult>> PublishAsync(
        Image image, ImageName name, ImmutableArray<Destination> destinations, RepositorySnapshot snapshot, CancellationToken cancellationToken)
    {
        var results = ImmutableArray.CreateBuilder<PublishResult>(destinations.Length);
        foreach (var destination in destinations)
        {
            results.Add(destination is Destination.Engine engine
                ? await PublishToEngineAsync(engine, image, name, cancellationToken)
                : await Publisher(destination, snapshot).PublishAsync(image, name, cancellationToken));
        }

        return results.ToImmutable();
    }

    private IImagePublisher Publisher(Destination destination, RepositorySnapshot snapshot) => destination switch
    {
        Destination.Registry registry => new RegistryPublisher(_registries, registry.Name, snapshot, options.Log),
        Destination.Archive archive => new ArchivePublisher(archive.Path, options.Log),
        Destination.Layout layout => new LayoutPublisher(layout.Path, options.Log),
        _ => throw new ArgumentOutOfRangeException(nameof(destination)),
    };

    private async Task<PublishResult> PublishToEngineAsync(Destination.Engine destination, Image image, ImageName name, CancellationToken cancellationToken)
    {
        // Without a fallback the project named its engine, and the locator says what is wrong with it.
        using var engine = await new EngineLocator(options.Environment, options.Log).FindAsync(destination.LocalRegistry, cancellationToken);
        IImagePublisher publisher = engine is null ? Publisher(destination.Fallback!, RepositorySnapshot.Empty) : new EnginePublisher(engine, options.Log);
        return await publisher.PublishAsync(image, name, cancellationToken);
    }
}
