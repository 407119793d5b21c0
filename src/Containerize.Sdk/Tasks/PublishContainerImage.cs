using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Pipeline;
using Containerize.Planning;

namespace Containerize.Tasks;

/// <summary>Builds the image and takes it to every destination.</summary>
public sealed class PublishContainerImage : PlannedImageTask
{
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
        ContainerPipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var (built, results) = pipeline.BuildAndPublishAsync(plan, destinations, cancellationToken, build).GetAwaiter().GetResult();
        Report(built, results, cancellationToken);
        if (build is { HasDebugVariant: true } && PlacesBeside(destinations, results, StageNames.Debug) is { IsEmpty: false } besides)
        {
            var (variant, outcome) = pipeline
                .BuildAndPublishAsync(plan.Variant(StageNames.Debug), besides, cancellationToken, build, StageNames.Debug)
                .GetAwaiter()
                .GetResult();
            ReportVariant(StageNames.Debug, variant, outcome, cancellationToken);
        }

        foreach (var image in ConfigurationImages)
        {
            if (PlacesBeside(destinations, results, image.Label) is { IsEmpty: false } places)
            {
                var (configuration, outcome) = pipeline
                    .BuildAndPublishAsync(plan.Configuration(image), places, cancellationToken)
                    .GetAwaiter()
                    .GetResult();
                ReportVariant(image.Label, configuration, outcome, cancellationToken);
            }
        }
    }
}
