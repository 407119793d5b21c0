using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Pipeline;
using Containerize.Planning;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>A task that begins with a whole plan: the properties as one item, the lists as items of their own.</summary>
public abstract class PlannedImageTask : ImageTask
{
    public ITaskItem[] Tags { get; set; } = [];

    public ITaskItem[] Labels { get; set; } = [];

    public ITaskItem[] Annotations { get; set; } = [];

    public ITaskItem[] Ports { get; set; } = [];

    public string[] Volumes { get; set; } = [];

    /// <summary>Program and arguments of the health check.</summary>
    public string[] Healthcheck { get; set; } = [];

    public ITaskItem[] EnvironmentVariables { get; set; } = [];

    public ITaskItem[] Layers { get; set; } = [];

    public string[] Entrypoint { get; set; } = [];

    public string[] EntrypointArgs { get; set; } = [];

    public string[] AppCommand { get; set; } = [];

    public string[] AppCommandArgs { get; set; } = [];

    public string[] DefaultArgs { get; set; } = [];

    /// <summary>Items that only a builder with an engine understands, each with its type as <c>Kind</c>.</summary>
    public ITaskItem[] BuildItems { get; set; } = [];

    /// <summary>Files of packages and of <c>wwwroot</c> that will be published, where the publish is a part of the build.</summary>
    public ITaskItem[] PublishFiles { get; set; } = [];

    /// <summary>Files of the .NET runtime that will be published.</summary>
    public ITaskItem[] RuntimeFiles { get; set; } = [];

    /// <summary><c>ContainerConfigStage</c> items.</summary>
    public ITaskItem[] ConfigStages { get; set; } = [];

    /// <summary>The files that their patterns found, each with its <c>Stage</c>.</summary>
    public ITaskItem[] ConfigFiles { get; set; } = [];

    /// <summary>Whether a Dockerfile is all that is wanted: no builder need be named, nor secrets be there.</summary>
    protected virtual bool WritesDockerfile => false;

    /// <summary>What each stage that the application runs in is configured by; planned before <see cref="Execute(ImagePlan, BuildPlan?, ImmutableArray{Destination}, ContainerPipeline, CancellationToken)"/>.</summary>
    private protected ImmutableArray<ConfigurationStage> ConfigurationStages { get; private set; } = [];

    /// <summary>Plans the image and its destinations, then hands over; every mistake is reported before that.</summary>
    protected sealed override void Execute(CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var destinations = Destinations(errors);
        var options = PipelineOptions(errors);
        OfflineRules.Check(options, destinations, errors);
        if (PlanItem.MetadataIsValid && Tags.Length == 0)
        {
            errors.Add(InputDiagnostics.NoTag.Create());
        }

        var plan = ImagePlanner.Plan(Input(), errors, BuildLog);
        var engine = WritesDockerfile || BuildItems.Length > 0 || PlanItem.SaysHowToBuild ? new EngineBuildInput(this, PlanItem) : null;
        ConfigurationStages = ConfigStages.Length == 0 ? [] : ConfigStageItems.Plan(PlanItem.ImagePlanInput.Repository, ConfigStages, ConfigFiles, ProjectDirectory, errors);
        var build = engine?.Plan(WritesDockerfile, BuildEnvironment, plan, errors);
        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        IsStopped = !PlanItem.MetadataIsValid;
        if (!IsStopped)
        {
            build = build is null ? null : engine!.WithSources(build, WritesDockerfile, plan!, BuildLog, cancellationToken);
            using var pipeline = new ContainerPipeline(options, build is null ? null : EngineBuildInput.CreateBuild);
            Execute(plan!, build, destinations, pipeline, cancellationToken);
        }
    }

    /// <summary>Where the image shall go.</summary>
    private protected virtual ImmutableArray<Destination> Destinations(ImmutableArray<Diagnostic>.Builder errors) => PlanItem.Destinations(errors);

    /// <param name="plan">The image.</param>
    /// <param name="build">How an engine builds it; null for the native builder.</param>
    /// <param name="destinations">Where it goes.</param>
    /// <param name="pipeline">Does it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private protected abstract void Execute(
        ImagePlan plan,
        BuildPlan? build,
        ImmutableArray<Destination> destinations,
        ContainerPipeline pipeline,
        CancellationToken cancellationToken);

    /// <summary>What is known of the publish; null where a task does not look at its files.</summary>
    private protected virtual PublishRecord? Published() => null;

    /// <summary><c>Scope</c> is what the .NET SDK's proposal (dotnet/sdk#55415) calls the level.</summary>
    private static AnnotationInput Annotation(ITaskItem item) =>
        new(item.ItemSpec, item.GetMetadata("Value"), item.GetMetadata("Level") is { Length: > 0 } level ? level : item.GetMetadata("Scope"));

    private ImagePlanInput Input() => Input(PlanItem.ImagePlanInput with { Published = Published() });

    private ImagePlanInput Input(ImagePlanInput scalars) => scalars with
    {
        Volumes = [.. Volumes],
        Healthcheck = scalars.Healthcheck with { Arguments = [.. Healthcheck] },
        Tags = [.. Tags.Select(tag => tag.ItemSpec)],
        BoundTags = TagItems.Bound(Tags),
        Labels = Items.Pairs(Labels, "Value"),
        WrittenLabels = Items.Pairs(Array.FindAll(Labels, label => label.GetMetadata(ResolveContainerMetadata.Generated).Length == 0), "Value"),
        Annotations = [.. Annotations.Select(Annotation)],
        Ports = Items.Pairs(Ports, "Type"),
        Environment = Items.Pairs(EnvironmentVariables, "Value"),
        LayerGroups = [.. Layers.Select(layer => new LayerInput(layer.ItemSpec, layer.GetMetadata("Pattern"), layer.GetMetadata("Order")))],
        Entrypoint = [.. Entrypoint],
        EntrypointArgs = [.. EntrypointArgs],
        AppCommand = [.. AppCommand],
        AppCommandArgs = [.. AppCommandArgs],
        DefaultArgs = [.. DefaultArgs],
    };
}
