using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Reporting;

namespace Containerize.Tasks;

/// <summary>Prints what would be built and where it would go; reads the base, writes nothing.</summary>
public sealed class ExplainContainerImage : PlannedImageTask
{
    private protected override void Execute(
        ImagePlan plan,
        EngineBuildPlan? build,
        ImmutableArray<Destination> destinations,
        PipelineServices services,
        CancellationToken cancellationToken
    )
    {
        var baseImage = new BaseResolution(services).ResolveAsync(plan.Base, plan.Platform, cancellationToken).GetAwaiter().GetResult();
        foreach (var finding in PublishWarnings.CheckFit(plan, baseImage, build))
        {
            BuildLog.Report(finding);
        }

        foreach (var line in Explanation.Write(plan, baseImage, destinations, build, ConfigurationImages).Split(Environment.NewLine))
        {
            BuildLog.Write(MessageImportance.High, line);
        }
    }
}
