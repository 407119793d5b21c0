using System.Collections.Immutable;
using Containerize.Ci;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Oci;
using Containerize.Promotion;
using Containerize.Reporting;
using MessageImportance = Containerize.Diagnostics.MessageImportance;

namespace Containerize.Tasks;

/// <summary>Takes what is published already to another repository, byte for byte, with its signatures and what else refers to it.</summary>
public sealed class PromoteContainerImage : ImageTask
{
    protected override void Execute(CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var options = PipelineOptions(errors);
        if (PlanItem.MetadataIsValid && !Lists.HasAny(TagItems.Kind))
        {
            errors.Add(InputDiagnostics.NoTag.Create());
        }

        var plan = Input(options.IsOffline, errors).Plan(errors);
        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        IsStopped = !PlanItem.MetadataIsValid;
        if (!IsStopped)
        {
            // A mirror has the bases, not what else refers to an image.
            using var promotion = new ImagePromotion(options with { OutputRegistries = [plan!.Registry], Mirrors = [] });
            Report(promotion.PromoteAsync(plan, cancellationToken).GetAwaiter().GetResult(), cancellationToken);
        }
    }

    /// <summary>Among the labels that this checkout would give an image is its commit.</summary>
    private PromotionInput Input(bool isOffline, ImmutableArray<Diagnostic>.Builder errors) =>
        PlanItem.PromotionInput with
        {
            Tags = TagItems.Read(Lists.Of(TagItems.Kind), errors),
            Revision = Lists.Pairs("ContainerLabel", "Value").FirstOrDefault(label => label.Key == LabelKeys.Revision).Value ?? "",
            IsOffline = isOffline,
        };

    private void Report(PromotionResult result, CancellationToken cancellationToken)
    {
        var report = new PromotionReport(result, Elapsed);
        AtomicFile.Write(Path.GetFullPath(PlanItem.ReportPath, ProjectDirectory), PromotionJson.Write(report));
        BuildLog.Write(MessageImportance.High, PromotionSummary.Line(report));
        Ci?.Report(CiImage.From(result), Log, BuildLog, cancellationToken);
        GeneratedContainerNames = [.. result.Published.References.Select(reference => Items.Create(reference))];
        GeneratedContainer = Item(result.Manifest, result.Config, result.Index, result.Name.Repository, result.Reference);
    }
}
