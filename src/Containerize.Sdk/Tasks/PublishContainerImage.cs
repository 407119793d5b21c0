using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Planning;

namespace Containerize.Tasks;

/// <summary>Builds the image and takes it to every destination.</summary>
public sealed class PublishContainerImage : PlannedImageTask
{
    /// <summary>Build only: the local image layout is the one destination.</summary>
    public bool OnlyToLayout { get; set; }

    protected override ImmutableArray<Destination> Destinations(ImmutableArray<Diagnostic>.Builder errors)
    {
        var destinations = base.Destinations(errors);
        return OnlyToLayout ? [PlanItem.Layout] : destinations;
    }

    protected override void Execute(
        ImagePlan plan,
        BuildPlan? build,
        ImmutableArray<Destination> destinations,
        ContainerPipeline pipeline,
        CancellationToken cancellationToken)
    {
        var (built, results) = pipeline.BuildAndPublishAsync(plan, destinations, cancellationToken, build).GetAwaiter().GetResult();
        Report(built, results, cancellationToken);
        if (build is { HasDebugVariant: true })
        {
            PublishVariant(plan, build, destinations, pipeline, cancellationToken);
        }

        foreach (var stage in ConfigurationStages)
        {
            if (PlacesBeside(destinations, results, stage.Label) is { IsEmpty: false } places)
            {
                var (configuration, outcome) = pipeline.BuildAndPublishAsync(plan.Configuration(stage), places, cancellationToken).GetAwaiter().GetResult();
                ReportVariant(stage.Label, configuration, outcome, cancellationToken);
            }
        }
    }

    private void PublishVariant(ImagePlan plan, BuildPlan build, ImmutableArray<Destination> destinations, ContainerPipeline pipeline, CancellationToken cancellationToken)
    {
        // An archive has one path, and the application's image is there.
        ImmutableArray<Destination> places =
            [.. destinations.Where(destination => destination is not (Destination.Archive or Destination.OciArchive)).Select(destination => destination.Variant(StageNames.Debug))];
        if (places.IsEmpty)
        {
            BuildLog.Write(MessageImportance.High, "The debug variant is not built: an archive holds one image. Name a registry, an engine or the layout for it.");
            return;
        }

        var (built, results) = pipeline.BuildAndPublishAsync(plan.Variant(StageNames.Debug), places, cancellationToken, build, StageNames.Debug).GetAwaiter().GetResult();
        ReportVariant(StageNames.Debug, built, results, cancellationToken);
    }
}
