using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Pipeline;
using Containerize.Planning;

namespace Containerize.Tasks;

/// <summary>Builds the image and takes it to every destination.</summary>
public sealed class PublishContainerImage : PlannedImageTask
{
    private protected override bool WritesReport => true;

    private protected override PublishRecord? Published() =>
        PublishedItems.Read([.. Lists.Of("ResolvedFileToPublish")], Lists.Names("FileWrites"), PlanItem, ProjectDirectory);

    private protected override ImmutableArray<Destination> Destinations(ImmutableArray<Diagnostic>.Builder errors)
    {
        var destinations = base.Destinations(errors);
        return PlanItem.OnlyToLayout ? [PlanItem.Layout] : destinations;
    }

    private protected override void Execute(
        ImagePlan plan,
        EngineBuildPlan? build,
        ImmutableArray<Destination> destinations,
        PipelineServices services,
        CancellationToken cancellationToken
    ) =>
        new PublishOperation(services, build is null ? null : EngineBuildInput.CreateBuild)
        {
            Published = image => Report(image, cancellationToken),
        }
            .RunAsync(PublishRequest.ToBuild(plan, destinations, build, ConfigurationImages), cancellationToken)
            .GetAwaiter()
            .GetResult();
}
