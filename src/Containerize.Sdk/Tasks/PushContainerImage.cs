using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>Takes the image that an earlier <c>BuildContainer</c> left in the layout to every destination, byte for byte.</summary>
public sealed class PushContainerImage : ImageTask
{
    /// <summary>Tags that this invocation names; none pushes under those that the image was built with.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>All tags that this invocation settled: they say of those that the image was built with how they may move.</summary>
    public ITaskItem[] ResolvedTags { get; set; } = [];

    /// <summary><c>ContainerConfigStage</c> items, whose images were built beside the application's.</summary>
    public ITaskItem[] ConfigStages { get; set; } = [];

    protected override void Execute(CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var destinations = PlanItem.Destinations(errors);
        var options = PipelineOptions(errors);
        OfflineRules.Check(options, destinations, errors);
        if (destinations is [Destination.Layout])
        {
            errors.Add(InputDiagnostics.NowhereToPush.Create(PlanItem.Layout.Path));
        }

        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        if (PlanItem.MetadataIsValid)
        {
            var layout = PlanItem.Layout;
            var built = Read(layout, int.MaxValue, cancellationToken);
            var others = ConfigStages.Select(stage => ConfigurationStage.LabelOf(stage.ItemSpec)).OfType<string>().Distinct(StringComparer.Ordinal)
                .Select(label => (Label: label, Image: Read(layout.Beside(label), 1, cancellationToken))).ToList();
            using var pipeline = new ContainerPipeline(options);
            var results = pipeline.PublishAsync(built.Images, built.Name, destinations, cancellationToken).GetAwaiter().GetResult();
            Report(built, results, cancellationToken);
            foreach (var (label, image) in others)
            {
                if (PlacesBeside(destinations, results, label) is { IsEmpty: false } places)
                {
                    ReportVariant(label, image, pipeline.PublishAsync(image.Images, image.Name, places, cancellationToken).GetAwaiter().GetResult(), cancellationToken);
                }
            }
        }
    }

    /// <summary>What was built there, under the tags of this invocation where it names any.</summary>
    private BuiltImage Read(Destination.Layout layout, int tagLimit, CancellationToken cancellationToken)
    {
        var built = BuiltImageStore.ReadAsync(layout, cancellationToken).GetAwaiter().GetResult();
        var tags = Tags.Length == 0 ? built.Name.Tags : [.. Tags.Take(tagLimit)];
        return built with { Name = built.Name with { Tags = tags, BoundTags = [.. TagItems.Bound(ResolvedTags).Where(tag => tags.Contains(tag.Name))] } };
    }
}
