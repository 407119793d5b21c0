using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Registry;

namespace Containerize.Pipeline;

/// <summary>The registries among an image's destinations.</summary>
internal sealed class DestinationRegistries(PipelineServices services)
{
    /// <summary>None of them is asked anything yet.</summary>
    public RegistryPublishers Create(ImageToPublish image, ImmutableArray<Destination> destinations, CancellationToken cancellationToken)
    {
        var publishers = destinations.OfType<Destination.Registry>().Select(destination => Publisher(destination.Name)).ToImmutableArray();
        return new RegistryPublishers(publishers, destinations.Length - publishers.Length, cancellationToken);

        RegistryPublisher Publisher(RegistryName registry)
        {
            // Asked for before anything is read there: one login covers the base and what ContainerKnownLayersFrom names too.
            var mounts = KnownImages(registry, image.Name)
                .Where(reference => reference.Registry == registry)
                .Select(reference => reference.Repository)
                .Concat(MountRepositories(image, registry));
            var repository = services.Registries.Get(registry).ForPush(image.Name.Repository, mounts);
            return new RegistryPublisher(repository, services.Options.UploadConcurrency, services.Log, cancellationToken)
            {
                BelievesTags = !services.Options.PushesWithoutCache,
            };
        }
    }

    /// <summary>Starts to read what the registries' tags say: what need not be made or sent again.</summary>
    public void FindKnownLayers(RegistryPublishers registries, ImageName name, CancellationToken cancellationToken) =>
        registries.FindKnownLayers(
            new SnapshotReader(services.Registries, services.Cache.Documents, services.Log),
            name,
            registry => KnownImages(registry, name),
            cancellationToken
        );

    private IEnumerable<ImageReference> KnownImages(RegistryName registry, ImageName name) =>
        services.Options.KnownLayersFrom.Select(reference => reference.In(registry, name.Repository));

    /// <summary>Where in a registry the image's layers may be, so that they are mounted.</summary>
    private IEnumerable<RepositoryName> MountRepositories(ImageToPublish image, RegistryName registry) =>
        image switch
        {
            ImageToPublish.Built built => RegistryPublisher.MountRepositories(built.Image.Image, registry),
            ImageToPublish.Planned { Plan.Base: BaseImageReference.Registry { Reference: var reference } } => services
                .Registries.PlacesOf(reference)
                .Where(place => place.Registry == registry)
                .Select(place => place.Repository),
            _ => [],
        };
}
