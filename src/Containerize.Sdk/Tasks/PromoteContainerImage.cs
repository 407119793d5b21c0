using System.Collections.Immutable;
using Containerize.Ci;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Oci;
using Containerize.Promotion;
using Containerize.Reporting;
using Microsoft.Build.Framework;
using MessageImportance = Containerize.Diagnostics.MessageImportance;

namespace Containerize.Tasks;

/// <summary>Takes what is published already to another repository, byte for byte, with its signatures and what else refers to it.</summary>
public sealed class PromoteContainerImage : ImageTask
{
    public string From { get; set; } = "";

    public string To { get; set; } = "";

    public string RequireLabel { get; set; } = "";

    public string Referrers { get; set; } = "";

    public ITaskItem[] Tags { get; set; } = [];

    /// <summary>The labels that this checkout would give an image: its commit is among them.</summary>
    public ITaskItem[] Labels { get; set; } = [];

    protected override void Execute(CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var options = PipelineOptions(errors);
        if (PlanItem.MetadataIsValid && Tags.Length == 0)
        {
            errors.Add(InputDiagnostics.NoTag.Create());
        }

        var plan = Input(options.IsOffline).Plan(errors);
        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        IsStopped = !PlanItem.MetadataIsValid;
        if (!IsStopped)
        {
            using var promotion = new ImagePromotion(options with { OutputRegistries = [plan!.Registry] });
            Report(promotion.PromoteAsync(plan, cancellationToken).GetAwaiter().GetResult(), cancellationToken);
        }
    }

    private PromotionInput Input(bool isOffline) => new()
    {
        From = From,
        To = To,
        RequireLabel = RequireLabel,
        Referrers = Referrers,
        Tags = [.. Tags.Select(tag => tag.ItemSpec)],
        BoundTags = TagItems.Bound(Tags),
        Revision = Items.Pairs(Labels, "Value").FirstOrDefault(label => label.Key == LabelKeys.Revision).Value ?? "",
        IsOffline = isOffline,
    };

    private void Report(PromotionResult result, CancellationToken cancellationToken)
    {
        var report = new PromotionReport(result, Elapsed);
        AtomicFile.Write(Path.GetFullPath(PlanItem.ReportPath, ProjectDirectory), PromotionJson.Write(report));
        BuildLog.Write(MessageImportance.High, PromotionSummary.Line(report));
        Ci?.Report(CiImage.Of(result), Log, BuildLog, cancellationToken);
        GeneratedContainerNames = [.. result.Published.References.Select(reference => Items.Create(reference))];
        GeneratedContainer = Item(result.Manifest, result.Config, result.Index, result.Name.Repository, result.Reference);
    }
}
