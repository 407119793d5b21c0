using System.Collections.Immutable;
using Containerize.Building;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Planning;

namespace Containerize.Pipeline;

/// <summary>
/// What one publish says of its image beside mistakes, each thing as soon as it is known: of the base before files are
/// looked at, of the image before it goes anywhere. What a folder of files gives rise to is said where it is read.
/// </summary>
internal sealed class PublishWarnings(IBuildLog log)
{
    /// <summary>What the base's configuration says against starting the application there.</summary>
    public static ImmutableArray<Diagnostic> CheckFit(ImagePlan plan, BaseImage baseImage, EngineBuildPlan? build)
    {
        if (build?.Pattern == BuildPattern.AllInOne)
        {
            return [];
        }

        // Where the publish is a part of the build, there are no files yet.
        var published =
            build?.Sources is null && plan.OnlyLayer is null ? AppRuntime.ReadPublished(plan.PublishDirectory, plan.AssemblyName) : null;
        var config = baseImage.Image.Config;
        var findings = BaseFit.Check(
            plan with
            {
                Runtime = AppRuntime.Merge(plan.Runtime, published),
            },
            config,
            build?.AddsSystemSoftware == true
        );
        return ImageConfigComposer.EntrypointWarning(plan, config) is { } replaced ? findings.Add(replaced) : findings;
    }

    /// <summary>Says what <see cref="CheckFit"/> finds.</summary>
    /// <exception cref="ContainerizeException">The application cannot start there.</exception>
    public void RequireFit(ImagePlan plan, BaseImage baseImage, EngineBuildPlan? build)
    {
        var findings = CheckFit(plan, baseImage, build);
        if (findings.RemoveAll(finding => finding.Severity != DiagnosticSeverity.Error) is { IsEmpty: false } errors)
        {
            throw new ContainerizeException(errors);
        }

        foreach (var finding in findings)
        {
            log.Report(finding);
        }
    }

    /// <summary>Of instructions of the base that nothing runs.</summary>
    public void ReportTriggers(ImagePlan plan, BaseImage baseImage) =>
        Report(ImageConfigComposer.TriggerWarning(plan, baseImage.Image.Config));

    /// <summary>Of the image that was built, or that takes its place.</summary>
    public void ReportFindings(ImagePlan plan, BuiltImage built)
    {
        Report(ImageConfigComposer.RootWarning(plan, built.Image.Config));
        Report(ImageAnnotations.FormatWarning(plan, built.Image));
        Report(LayerLimits.DepthWarning(built.Image, built.Image.Layers.Length - built.AddedLayers.Length, plan.Base.Text));
    }

    /// <summary>Says what was found; null is nothing.</summary>
    public void Report(Diagnostic? warning)
    {
        if (warning is not null)
        {
            log.Report(warning);
        }
    }
}
