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

    protected override void Execute(CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var destinations = PlanItem.Destinations(errors);
        var options = PipelineOptions(errors);
        OfflineRules.Check(options, destinations, errors);
        if (destinations is [Destination.Layout])
        {
            errors.Add(InputDiagnostics.NowhereToPush.Create(PlanItem.LayoutPath));
        }

        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        if (PlanItem.MetadataIsValid)
        {
            var built = BuiltImageStore.ReadAsync(PlanItem.LayoutPath, cancellationToken).GetAwaiter().GetResult();
            using var pipeline = new ContainerPipeline(options);
            var tags = Tags.Length == 0 ? built.Name.Tags : [.. Tags];
            var bound = TagItems.Bound(ResolvedTags).Where(tag => tags.Contains(tag.Name));
            var named = built with { Name = built.Name with { Tags = tags, BoundTags = [.. bound] } };
            Report(named, pipeline.PublishAsync(named.Image, named.Name, destinations, cancellationToken).GetAwaiter().GetResult(), cancellationToken);
        }
    }
}
