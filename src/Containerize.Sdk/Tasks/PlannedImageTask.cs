using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Pipeline;
using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>A task that begins with a whole plan: the image, and how an engine builds it where one does.</summary>
public abstract class PlannedImageTask : ImageTask
{
    /// <summary>Whether a Dockerfile is all that is wanted: no builder need be named, nor secrets be there.</summary>
    protected virtual bool WritesDockerfile => false;

    /// <summary>Each environment's configuration, as an image; planned before the application's is made.</summary>
    private protected ImmutableArray<ConfigurationImage> ConfigurationImages { get; private set; } = [];

    /// <summary>Plans the image and its destinations, then hands over; every mistake is reported before that.</summary>
    protected sealed override void Execute(CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var destinations = Destinations(errors);
        var options = PipelineOptions(errors);
        OfflineRules.Check(options, destinations, errors);
        if (PlanItem.MetadataIsValid && !Lists.HasAny(TagItems.Kind))
        {
            errors.Add(InputDiagnostics.NoTag.Create());
        }

        var plan = ImagePlanner.Plan(Input(errors), errors, BuildLog);
        var engine =
            WritesDockerfile || Lists.HasAny(BuildItemKinds.All.AsSpan()) || PlanItem.SaysHowToBuild
                ? new EngineBuildInput(this, PlanItem, Lists)
                : null;
        ConfigurationImages = Lists.HasAny(ConfigImageItems.Kind)
            ? ConfigImageItems.Plan(PlanItem.Repository, Lists, ProjectDirectory, errors)
            : [];
        var build = engine?.Plan(WritesDockerfile, BuildEnvironment, plan, errors);
        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        IsStopped = !PlanItem.MetadataIsValid;
        if (!IsStopped)
        {
            build = build is null ? null : engine!.WithSources(build, WritesDockerfile, plan!, BuildLog, cancellationToken);
            using var services = new PipelineServices(options);
            Execute(plan!, build, destinations, services, cancellationToken);
        }
    }

    /// <summary>The image's destinations.</summary>
    private protected virtual ImmutableArray<Destination> Destinations(ImmutableArray<Diagnostic>.Builder errors) =>
        PlanItem.Destinations(errors);

    /// <param name="plan">The image.</param>
    /// <param name="build">How an engine builds it; null for the native builder.</param>
    /// <param name="destinations">Where it goes.</param>
    /// <param name="services">What the run has open.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private protected abstract void Execute(
        ImagePlan plan,
        EngineBuildPlan? build,
        ImmutableArray<Destination> destinations,
        PipelineServices services,
        CancellationToken cancellationToken
    );

    /// <summary>What is known of the publish; null where a task does not look at its files.</summary>
    private protected virtual PublishRecord? Published() => null;

    /// <summary><c>Scope</c> is what the .NET SDK's proposal (dotnet/sdk#55415) calls the level.</summary>
    private static AnnotationInput Annotation(ITaskItem item) =>
        new(
            item.ItemSpec,
            item.GetMetadata("Value"),
            item.GetMetadata("Level") is { Length: > 0 } level ? level : item.GetMetadata("Scope")
        );

    private static LayerInput Layer(ITaskItem item) => new(item.ItemSpec, item.GetMetadata("Pattern"), item.GetMetadata("Order"));

    private static HealthcheckTimes Times(ITaskItem item) =>
        new()
        {
            Interval = item.GetMetadata("Interval").Trim(),
            Timeout = item.GetMetadata("Timeout").Trim(),
            StartPeriod = item.GetMetadata("StartPeriod").Trim(),
            StartInterval = item.GetMetadata("StartInterval").Trim(),
            Retries = item.GetMetadata("Retries").Trim(),
        };

    private ImagePlanInput Input(ImmutableArray<Diagnostic>.Builder errors)
    {
        var scalars = PlanItem.ImagePlanInput;
        return scalars with
        {
            Published = Published(),
            Volumes = Lists.Names("ContainerVolume"),
            Healthcheck = scalars.Healthcheck with
            {
                Arguments = Lists.Names("ContainerHealthcheck"),
                ItemTimes = [.. Lists.Of("ContainerHealthcheck").Select(Times)],
            },
            Tags = TagItems.Read(Lists.Of(TagItems.Kind), errors),
            Labels = Lists.Pairs("ContainerLabel", "Value"),
            WrittenLabels = Items.Pairs(
                Lists.Of("ContainerLabel").Where(label => label.GetMetadata(ResolveContainerMetadata.Generated).Length == 0),
                "Value"
            ),
            Annotations = [.. Lists.Of("ContainerAnnotation").Select(Annotation)],
            Ports = Lists.Pairs("ContainerPort", "Type"),
            Environment = Lists.Pairs("ContainerEnvironmentVariable", "Value"),
            LayerGroups = [.. Lists.Of("ContainerLayer").Select(Layer)],
            Entrypoint = Lists.Names("ContainerEntrypoint"),
            EntrypointArgs = Lists.Names("ContainerEntrypointArgs"),
            AppCommand = Lists.Names("ContainerAppCommand"),
            AppCommandArgs = Lists.Names("ContainerAppCommandArgs"),
            DefaultArgs = Lists.Names("ContainerDefaultArgs"),
        };
    }
}
