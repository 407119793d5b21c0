using System.Collections.Immutable;
using Containerize.Builders;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Pipeline;
using Containerize.Planning;
using Containerize.Tasks.Graph;
using Microsoft.Build.Framework;

namespace Containerize.Tasks;

/// <summary>
/// The part of a task's input that only an engine needs. Nothing of it is touched where the native builder makes the
/// image: what is not called is not compiled at each publish.
/// </summary>
internal sealed class EngineBuildInput(PlannedImageTask task, PlanItem item, PlanLists lists)
{
    private readonly EngineBuildPlanInput _input = item.EngineBuildPlanInput with
    {
        Items =
        [
            .. BuildItemKinds.All.SelectMany(kind =>
                lists.Of(kind).Select(build => new BuildItem(kind, build.ItemSpec, build.GetMetadata))
            ),
        ],
    };

    /// <returns>The plan without its sources; null for the native builder, and where something is wrong.</returns>
    /// <param name="ejects">Whether a Dockerfile is only written, which no builder and no secret is needed for.</param>
    /// <param name="environment">The variables of this build.</param>
    /// <param name="image">The image, where its plan is right.</param>
    /// <param name="errors">Receives CTZ1090 and following.</param>
    public EngineBuildPlan? Plan(
        bool ejects,
        IReadOnlyDictionary<string, string> environment,
        ImagePlan? image,
        ImmutableArray<Diagnostic>.Builder errors
    )
    {
        var build = EngineBuildPlanner.Plan(_input with { Environment = ejects ? null : environment }, errors);
        if (build is null || (build.Builder == BuilderKind.Native && !ejects))
        {
            return null;
        }

        if (image is not null && EngineBuildPlanner.CheckBase(build, image.Base) is { } error)
        {
            errors.Add(error);
        }

        if (image is not null && !ejects && build.HasDebugVariant)
        {
            errors.AddRange(EngineBuildPlanner.CheckVariantTags(image.Name.Tags));
        }

        return build;
    }

    /// <summary>The plan with its sources, where there is something to build in a container.</summary>
    /// <exception cref="ContainerizeException">Projects or files are not there, or out of reach (CTZ5010 to CTZ5016).</exception>
    public EngineBuildPlan WithSources(
        EngineBuildPlan build,
        bool ejects,
        ImagePlan image,
        IBuildLog log,
        CancellationToken cancellationToken
    ) =>
        build.Pattern == BuildPattern.Host
            ? build
            : build with
            {
                Sources = Sources(build.RunsTests, ejects, image, log, cancellationToken),
            };

    public static IEngineBuild CreateBuild(EngineBuildServices services) => new EngineBuild(services);

    private BuildSources Sources(bool runsTests, bool ejects, ImagePlan image, IBuildLog log, CancellationToken cancellationToken)
    {
        var items = EngineBuildPlanner.Sources(_input);

        // Where no test runs, a changed test changes nothing.
        items = runsTests ? items : items with { TestProjects = [] };
        var properties = ((IBuildEngine6)task.BuildEngine).GetGlobalProperties();
        var projects = ProjectGraphReader.Read(item.ProjectFile, items.TestProjects, properties, cancellationToken);
        var sources = SourceCollector.Collect(
            new SourceCollectorInput
            {
                ProjectFile = item.ProjectFile,
                Projects = projects,
                ContextRoot = item.BuildContext,
                Items = items,
            },
            log
        );
        log.Write(Diagnostics.MessageImportance.Normal, $"The build's context is {sources.Files.Length} files below '{sources.Root}'.");
        return sources with
        {
            RuntimeIdentifier = item.PublishRuntimeIdentifier,
            PublishProperties = PublishProperties.Create(
                ejects ? properties.Where(property => !PublishProperties.IsVersion(property.Key)) : properties,
                [.. item.PublishProperties(ejects), new("SourceRevisionId", image.Labels.GetValueOrDefault(LabelKeys.Revision) ?? "")],
                items.Properties
            ),
            Layers = item.HasDependencyFile ? LayerForecast.Create(Published(), References(projects), image.Layers) : [],
        };
    }

    private ImmutableArray<ForecastFile> Published() =>
        [
            .. lists.Of("PublishFile").Select(file => Forecast(file, isRuntime: false)),
            .. lists.Of("RuntimeFile").Select(file => Forecast(file, isRuntime: true)),
        ];

    /// <summary>What the .NET SDK's items say of where a file goes; the project's own stay where they are.</summary>
    private static ForecastFile Forecast(ITaskItem file, bool isRuntime)
    {
        var name =
            file.GetMetadata("DestinationSubPath") is { Length: > 0 } path ? path
            : file.GetMetadata("NuGetPackageId").Length > 0 ? file.GetMetadata("DestinationSubDirectory") + Path.GetFileName(file.ItemSpec)
            : file.ItemSpec;
        return new ForecastFile(
            name.Replace('\\', '/'),
            new FileInfo(file.GetMetadata("FullPath")) is { Exists: true } info ? info.Length : 0,
            file.GetMetadata("NuGetPackageVersion"),
            file.GetMetadata("AssetType"),
            isRuntime
        );
    }

    private static IEnumerable<ReferencedProject> References(ImmutableArray<EvaluatedProject> projects) =>
        projects.Where(project => project.IsReferenced).Select(project => new ReferencedProject(project.AssemblyName, project.SourceSize));
}
