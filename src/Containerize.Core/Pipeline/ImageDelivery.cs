using System.Collections.Immutable;
using Containerize.Archive;
using Containerize.Diagnostics;
using Containerize.Engine;
using Containerize.Images;
using Containerize.Layout;
using Containerize.Planning;
using Containerize.Registry;

namespace Containerize.Pipeline;

/// <summary>Takes an image to its destinations, to all of them at once.</summary>
internal sealed class ImageDelivery(PipelineServices services)
{
    /// <param name="images">What is published.</param>
    /// <param name="name">Repository and tags.</param>
    /// <param name="destinations">Where to.</param>
    /// <param name="registries">What <see cref="DestinationRegistries"/> has for them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>One result for each destination, in their order; those that do not have the image say why.</returns>
    public Task<PublishResult[]> PublishAsync(
        ImageSet images,
        ImageName name,
        ImmutableArray<Destination> destinations,
        RegistryPublishers registries,
        CancellationToken cancellationToken
    ) => Task.WhenAll(destinations.Select(destination => PublishAsync(images, name, destination, registries, cancellationToken)));

    private async Task<PublishResult> PublishAsync(
        ImageSet images,
        ImageName name,
        Destination destination,
        RegistryPublishers registries,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var result = destination is Destination.Engine engine
                ? await PublishToEngineAsync(engine, images, name, cancellationToken)
                : await Publisher(destination, registries).PublishAsync(images, name, cancellationToken);
            if (result is { Kind: DestinationKind.Registry, IsUnchanged: false })
            {
                // The next publish finds it under its tags, and need not read it.
                services.Cache.Documents.Add(images);
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

    private IImagePublisher Publisher(Destination destination, RegistryPublishers registries) =>
        destination switch
        {
            Destination.Registry registry => registries.Get(registry.Name),
            Destination.Archive archive => new ArchivePublisher(archive.Path, services.Log),
            Destination.OciArchive archive => new OciArchivePublisher(archive.Path, services.Log),
            Destination.Layout layout => Layout(layout),
            _ => throw new ArgumentOutOfRangeException(nameof(destination)),
        };

    private LayoutPublisher Layout(Destination.Layout layout) => new(layout.Path, services.Log, layout.Project, layout.ReplacesFormer);

    private async Task<PublishResult> PublishToEngineAsync(
        Destination.Engine destination,
        ImageSet images,
        ImageName name,
        CancellationToken cancellationToken
    )
    {
        var locator = new EngineLocator(services.Options.Environment, services.Log);
        using var engine = destination.Fallback is null
            ? await locator.GetAsync(destination.LocalRegistry, cancellationToken)
            : await locator.FindAsync(cancellationToken);
        IImagePublisher publisher = engine is null ? Layout(destination.Fallback!) : new EnginePublisher(engine, services.Log);
        return await publisher.PublishAsync(images, name, cancellationToken);
    }
}
