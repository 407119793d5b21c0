using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Planning;
using Containerize.Registry;

namespace Containerize.Pipeline;

/// <summary>
/// What a publish is: resolve the base, plan the layers, build while uploading, verify, publish. Blobs go first, the
/// manifest by digest, tags last. Constructing it starts nothing.
/// </summary>
/// <param name="services">What the run has open.</param>
/// <param name="engineBuild">Makes what builds where commands can run; null where only the native builder is used.</param>
internal sealed class PublishOperation(PipelineServices services, Func<EngineBuildServices, IEngineBuild>? engineBuild = null)
{
    private readonly DestinationRegistries _registries = new(services);
    private readonly ImageDelivery _delivery = new(services);
    private readonly BaseResolution _bases = new(services);
    private readonly PublishWarnings _warnings = new(services.Log);
    private readonly VersionKeeper _keeper = new(services.Options.KnownLayers.Key, services.Log);

    /// <summary>Told of each image as soon as it is where it goes: what is there stays there if a later one fails.</summary>
    public Action<PublishedImage> Published { get; init; } = _ => { };

    /// <summary>
    /// Takes the application's image to all destinations at once, then each image beside it to those that have it.
    /// </summary>
    /// <exception cref="ContainerizeException">An image cannot be built: see <see cref="NativeBuild"/>,
    /// <see cref="EngineBuildRun"/>; or everything failed that it was built for (CTZ3xxx). What one of several destinations
    /// refuses is in its result.</exception>
    public async Task<PublishOutcome> RunAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var application = await PublishAsync(request.Application, request.Destinations, cancellationToken);
        Published(application);
        var beside = ImmutableArray.CreateBuilder<PublishedImage>(request.Beside.Length);
        foreach (var image in request.Beside)
        {
            if (application.PlacesBeside(request.Destinations, image.Label) is { IsEmpty: false } places)
            {
                var other = await PublishAsync(image, places, cancellationToken);
                Published(other);
                beside.Add(other);
            }
        }

        return new PublishOutcome(application, beside.ToImmutable());
    }

    private async Task<PublishedImage> PublishAsync(
        ImageToPublish image,
        ImmutableArray<Destination> destinations,
        CancellationToken cancellationToken
    )
    {
        var planned = image as ImageToPublish.Planned;
        planned?.RequireFiles();
        await using var registries = _registries.Create(image, destinations, cancellationToken);
        _registries.FindKnownLayers(registries, image.Name, cancellationToken);
        try
        {
            var built = _keeper.Keep(await BuildAsync(image, destinations, registries), registries);
            if (planned is not null)
            {
                _warnings.ReportFindings(planned.Plan, built);
            }

            var results = await _delivery.PublishAsync(built.Images, built.Name, destinations, registries, cancellationToken);
            return new PublishedImage(image.Label, built, [.. results]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Uploads failed, and so the rest was stopped.
            await registries.ThrowFailuresAsync();
            throw;
        }
    }

    private Task<BuiltImage> BuildAsync(ImageToPublish image, ImmutableArray<Destination> destinations, RegistryPublishers registries)
    {
        if (image is not ImageToPublish.Planned { Plan: var plan } planned)
        {
            return AfterSnapshotsAsync(((ImageToPublish.Built)image).Image, registries);
        }

        var knowledge = new DestinationKnowledge(services, plan, registries, needsBytes: destinations is not [Destination.Registry]);
        return planned.Build is { } build
            ? new EngineBuildRun(services, _bases, _warnings, engineBuild).BuildAsync(
                plan,
                build,
                planned.Stage,
                knowledge,
                registries.Ended
            )
            : new NativeBuild(services, _bases, _warnings).BuildAsync(plan, knowledge, registries.Ended);
    }

    private static async Task<BuiltImage> AfterSnapshotsAsync(BuiltImage built, RegistryPublishers registries)
    {
        await registries.Snapshots;
        return built;
    }
}
