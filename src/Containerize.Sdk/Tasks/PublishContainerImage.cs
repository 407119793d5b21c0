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
        return OnlyToLayout ? [new Destination.Layout(PlanItem.LayoutPath)] : destinations;
    }

    protected override void Execute(
        ImagePlan plan,
        ImmutableArray<Destination> destinations,
        ContainerPipeline pipeline,
        CancellationToken cancellationToken)
    {
        var (built, results) = pipeline.BuildAndPublishAsync(plan, destinations, cancellationToken, Build).GetAwaiter().GetResult();
        Report(built, results);
        if (Build is { HasDebugVariant: true })
        {
            PublishVariant(plan, destinations, pipeline, cancellationToken);
        }
    }

    /// <summary>Archives hold one image: theirs is the application's.</summary>
    private void PublishVariant(ImagePlan plan, ImmutableArray<Destination> destinations, ContainerPipeline pipeline, CancellationToken cancellationToken)
    {
        ImmutableArray<Destination> places = [.. destinations.Where(destination => destination is not (Destination.Archive or Destination.OciArchive))];
        if (places.IsEmpty)
        {
            BuildLog.Write(MessageImportance.High, "The debug variant is not built: an archive holds one image. Name a registry, an engine or the layout for it.");
            return;
        }

        var variant = plan with { Name = plan.Name with { Tags = [.. plan.Name.Tags.Select(tag => $"{tag}-{StageNames.Debug}")] } };
        var (built, results) = pipeline.BuildAndPublishAsync(variant, places, cancellationToken, Build, StageNames.Debug).GetAwaiter().GetResult();
        ReportVariant(built, results);
    }
}
