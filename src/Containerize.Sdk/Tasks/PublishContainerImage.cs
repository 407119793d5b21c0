using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Pipeline;
using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Builds the image and takes it to every destination.</summary>
public sealed class PublishContainerImage : PlannedImageTask
{
    /// <summary>Build only: the local image layout is the one destination.</summary>
    public bool OnlyToLayout { get; set; }

    /// <summary><c>ResolvedFileToPublish</c> items.</summary>
    public ITaskItem[] ResolvedFiles { get; set; } = [];

    /// <summary><c>FileWrites</c> items: all that the build and the publish wrote, or found up to date.</summary>
    public string[] FileWrites { get; set; } = [];

    private protected override PublishRecord? Published() => PublishedItems.Read(ResolvedFiles, FileWrites, PlanItem, ProjectDirectory);

    private protected override ImmutableArray<Destination> Destinations(ImmutableArray<Diagnostic>.Builder errors)
    {
        var destinations = base.Destinations(errors);
        return OnlyToLayout ? [PlanItem.Layout] : destinations;
    }

    private protected override void Execute(
        ImagePlan plan,
        BuildPlan? build,
        ImmutableArray<Destination> destinations,
        ContainerPipeline pipeline,
        CancellationToken cancellationToken)
    {
        var (built, results) = pipeline.BuildAndPublishAsync(plan, destinations, cancellationToken, build).GetAwaiter().GetResult();
        Report(built, results, cancellationToken);
        if (build is { HasDebugVariant: true } && PlacesBeside(destinations, results, StageNames.Debug) is { IsEmpty: false } besides)
        {
            var (variant, outcome) = pipeline.BuildAndPublishAsync(plan.Variant(StageNames.Debug), besides, cancellationToken, build, StageNames.Debug).GetAwaiter().GetResult();
            ReportVariant(StageNames.Debug, variant, outcome, cancellationToken);
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
}
