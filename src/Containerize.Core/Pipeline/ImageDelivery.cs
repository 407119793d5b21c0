using System.Collections.Immutable;
using Containerize.Archive;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry;

namespace Containerize.Pipeline;

/// <summary>Takes an image to its destinations, to all of them at once.</summary>
internal sealed class ImageDelivery(PipelineOptions options, RegistryConnections connections, LocalCache cache)
{
    /// <summary>The registries among the destinations; none of them is asked anything yet.</summary>
    public RegistryPublishers Registries(
        ImageName name,
        ImmutableArray<Destination> destinations,
        Func<RegistryName, IEnumerable<RepositoryName>> mountFrom,
        CancellationToken cancellationToken
    )
    {
        var publishers = destinations.OfType<Destination.Registry>().Select(destination => Publisher(destination.Name)).ToImmutableArray();
        return new RegistryPublishers(publishers, destinations.Length - publishers.Length, cancellationToken);

        RegistryPublisher Publisher(RegistryName registry)
        {
            // Asked for before anything is read there: one login covers the base and what ContainerKnownLayersFrom names too.
            var mounts = KnownImages(registry, name)
                .Where(reference => reference.Registry == registry)
                .Select(reference => reference.Repository)
                .Concat(mountFrom(registry));
            var repository = connections.Get(registry).ForPush(name.Repository, mounts);
            return new RegistryPublisher(repository, options.UploadConcurrency, options.Log, cancellationToken)
            {
                BelievesTags = !options.PushesWithoutCache,
            };
        }
    }

    /// <summary>Starts to read what the registries' tags say: what need not be made or sent again.</summary>
    public void FindKnownLayers(RegistryPublishers registries, ImageName name, CancellationToken cancellationToken) =>
        registries.FindKnownLayers(
            new SnapshotReader(connections, cache.Documents, options.Log),
            name,
            registry => KnownImages(registry, name),
            cancellationToken
        );

    /// <summary>Where in a registry the base may be, so that its layers are mounted.</summary>
    public IEnumerable<RepositoryName> BaseRepositories(ImagePlan plan, RegistryName registry) =>
        plan.Base is BaseImageReference.Registry { Reference: var reference }
            ? connections.PlacesOf(reference).Where(place => place.Registry == registry).Select(place => place.Repository)
            : [];

    /// <param name="images">What is published.</param>
    /// <param name="name">Repository and tags.</param>
    /// <param name="baseInEngine">The base's name in the engine that it comes from; else null.</param>
    /// <param name="destinations">Where to.</param>
    /// <param name="registries">What <see cref="Registries"/> gave for them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>One result for each destination, in their order; those that do not have the image say why.</returns>
    public Task<PublishResult[]> PublishAsync(
        ImageSet images,
        ImageName name,
        string? baseInEngine,
        ImmutableArray<Destination> destinations,
        RegistryPublishers registries,
        CancellationToken cancellationToken
    ) =>
        Task.WhenAll(
            destinations.Select(destination => PublishAsync(images, name, baseInEngine, destination, registries, cancellationToken))
        );

    private async Task<PublishResult> PublishAsync(
        ImageSet images,
        ImageName name,
        string? baseInEngine,
        Destination destination,
        RegistryPublishers registries,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var result = destination is Destination.Engine engine
                ? await PublishToEngineAsync(engine, images, name, baseInEngine, cancellationToken)
                : await Publisher(destination, registries).PublishAsync(images, name, cancellationToken);
            if (result is { Kind: DestinationKind.Registry, IsUnchanged: false })
            {
                // The next publish finds it under its tags, and need not read it.
                cache.Documents.Add(images);
            }

            return result;
        }
        catch (ContainerizeException exception)
        {
            var (kind, place) = destination switch
            {
                Destination.Registry registry => (DestinationKind.Registry, registry.Name.ToString()),
                Destination.Archive archive => (DestinationKind.Archive, archive.Path),
                Destination.OciArchive archive => (DestinationKind.OciArchive, archive.Path),
                Destination.Layout layout => (DestinationKind.Layout, layout.Path),
                Destination.Engine { LocalRegistry.Length: > 0 } engine => (DestinationKind.Engine, engine.LocalRegistry),
                _ => (DestinationKind.Engine, "a container engine"),
            };
            return PublishResult.Failed(kind, place, exception.Diagnostics);
        }
    }

    private IEnumerable<ImageReference> KnownImages(RegistryName registry, ImageName name) =>
        options.KnownLayersFrom.Select(reference => reference.In(registry, name.Repository));

    private IImagePublisher Publisher(Destination destination, RegistryPublishers registries) =>
        destination switch
        {
            Destination.Registry registry => registries.Get(registry.Name),
            Destination.Archive archive => new ArchivePublisher(archive.Path, options.Log),
            Destination.OciArchive archive => new OciArchivePublisher(archive.Path, options.Log),
            Destination.Layout layout => Layout(layout),
            _ => throw new ArgumentOutOfRangeException(nameof(destination)),
        };

    private LayoutPublisher Layout(Destination.Layout layout) => new(layout.Path, options.Log, layout.Project, layout.ReplacesFormer);

    private async Task<PublishResult> PublishToEngineAsync(
        Destination.Engine destination,
        ImageSet images,
        ImageName name,
        string? baseInEngine,
        CancellationToken cancellationToken
    )
    {
        var locator = new EngineLocator(options.Environment, options.Log);
        using var engine = destination.Fallback is null
            ? await locator.GetAsync(destination.LocalRegistry, cancellationToken)
            : await locator.FindAsync(cancellationToken);
        IImagePublisher publisher = engine is null ? Layout(destination.Fallback!) : new EnginePublisher(engine, options.Log, baseInEngine);
        return await publisher.PublishAsync(images, name, cancellationToken);
    }
}
