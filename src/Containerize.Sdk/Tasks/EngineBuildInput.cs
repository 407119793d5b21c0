using System.Collections.Immutable;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Metadata;
using Containerize.Planning;
using Containerize.Tasks.Graph;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>
/// The part of a task's input that only an engine needs. Nothing of it is touched where the native builder makes the
/// image: what is not called is not compiled at each publish.
/// </summary>
internal sealed class EngineBuildInput(PlannedImageTask task, PlanItem item)
{
    private const string KindMetadata = "ContainerizeKind";

    private readonly BuildPlanInput _input = item.BuildPlanInput with
    {
        Items = [.. task.BuildItems.Select(build => new BuildItem(build.GetMetadata(KindMetadata), build.ItemSpec, build.GetMetadata))],
    };

    /// <summary>The plan, without the sources; what is wrong is added to <paramref name="errors"/>.</summary>
    /// <param name="environment">Null where a Dockerfile is only written.</param>
    /// <param name="errors">Receives CTZ1090 and following.</param>
    public BuildPlan? Plan(IReadOnlyDictionary<string, string>? environment, ImmutableArray<Diagnostic>.Builder errors) =>
        BuildPlanner.Plan(_input with { Environment = environment }, errors);

    /// <summary>The plan with its sources, where there is something to build in a container.</summary>
    /// <exception cref="ContainerizeException">CTZ1104; projects or files are not there, or out of reach (CTZ5010 to CTZ5016).</exception>
    public BuildPlan WithSources(BuildPlan build, ImagePlan image, IBuildLog log, CancellationToken cancellationToken)
    {
        if (build.Builder != BuilderKind.Native && BuildPlanner.CheckBase(build, image.Base) is { } error)
        {
            throw new ContainerizeException(error);
        }

        return build.Pattern == BuildPattern.Host ? build : build with { Sources = Sources(image, log, cancellationToken) };
    }

    private BuildSources Sources(ImagePlan image, IBuildLog log, CancellationToken cancellationToken)
    {
        var items = BuildPlanner.Sources(_input);
        var properties = ((IBuildEngine6)task.BuildEngine).GetGlobalProperties();
        var projects = ProjectGraphReader.Read(task.ProjectFile, items.TestProjects, properties, cancellationToken);
        var sources = SourceCollector.Collect(
            new SourceCollectorInput { ProjectFile = task.ProjectFile, Projects = projects, ContextRoot = item.BuildContext, Items = items }, log);
        log.Write(Diagnostics.MessageImportance.Normal, $"The build's context is {sources.Files.Length} files below '{sources.Root}'.");
        return sources with
        {
            RuntimeIdentifier = item.PublishRuntimeIdentifier,
            PublishProperties = PublishProperties.Of(properties, [.. item.PublishProperties, new("SourceRevisionId", image.Labels.GetValueOrDefault(LabelKeys.Revision) ?? "")], items.Properties),
            Layers = item.HasDependencyFile ? LayerForecast.Of(Published(), References(projects), image.Layers) : [],
        };
    }

    private ImmutableArray<ForecastFile> Published()
    {
        var runtime = task.RuntimePackAssets.Select(asset => asset.GetMetadata("NuGetPackageId")).Where(id => id.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. task.PublishFiles.Select(file => new ForecastFile(
                file.GetMetadata("RelativePath").Replace('\\', '/'),
                new FileInfo(file.GetMetadata("FullPath")) is { Exists: true } info ? info.Length : 0,
                file.GetMetadata("NuGetPackageVersion"),
                file.GetMetadata("AssetType"),
                runtime.Contains(file.GetMetadata("NuGetPackageId")))),
        ];
    }

    private static IEnumerable<ReferencedProject> References(ImmutableArray<EvaluatedProject> projects) =>
        projects.Where(project => project.IsReferenced).Select(project => new ReferencedProject(project.AssemblyName, project.SourceSize));
}
