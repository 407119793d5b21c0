using System.Collections.Immutable;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Microsoft.Build.Evaluation;
using Microsoft.Build.Exceptions;
using Microsoft.Build.Execution;
using Microsoft.Build.Graph;

namespace Containerize.Tasks.Graph;

/// <summary>
/// Evaluates a project and all that it refers to, as MSBuild itself would build them: every language and SDK, with or
/// without this package. Loaded only where a build in containers asks for it.
/// </summary>
internal static class ProjectGraphReader
{
    // What belongs to one project of a graph, or to this publish alone.
    private static readonly string[] NotForOthers =
    [
        "TargetFramework",
        "RuntimeIdentifier",
        "SelfContained",
        "PublishDir",
        "OutDir",
        "OutputPath",
        "PublishProfile",
        "PublishAot",
        "PublishTrimmed",
        "PublishSingleFile",
        "PublishReadyToRun",
    ];

    /// <param name="projectFile">The project that is published.</param>
    /// <param name="testProjects">Further projects.</param>
    /// <param name="globalProperties">Those of this build.</param>
    /// <param name="cancellationToken">Stops between projects.</param>
    /// <exception cref="ContainerizeException">A project is not there or cannot be evaluated (CTZ5014).</exception>
    public static ImmutableArray<EvaluatedProject> Read(
        string projectFile,
        ImmutableArray<string> testProjects,
        IReadOnlyDictionary<string, string> globalProperties,
        CancellationToken cancellationToken
    )
    {
        var own = new Dictionary<string, string>(globalProperties, StringComparer.OrdinalIgnoreCase);
        var others = new Dictionary<string, string>(
            globalProperties.Where(property => !NotForOthers.Contains(property.Key, StringComparer.OrdinalIgnoreCase)),
            StringComparer.OrdinalIgnoreCase
        );
        var entries = testProjects
            .Select(path => new ProjectGraphEntryPoint(path, others))
            .Prepend(new ProjectGraphEntryPoint(projectFile, own))
            .ToList();
        if (own.ContainsKey("TargetFramework"))
        {
            // Restore reads the references of all frameworks, whichever one is published.
            entries.Add(new ProjectGraphEntryPoint(projectFile, others));
        }

        using var projects = new ProjectCollection();
        try
        {
            var graph = new ProjectGraph(entries, projects, (path, properties, collection) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                return ProjectInstance.FromFile(path, new() { GlobalProperties = properties, ProjectCollection = collection });
            });
            var referenced = Referenced(graph.ProjectNodes.Where(node => node.ProjectInstance.FullPath == projectFile));
            return
            [
                .. graph
                    .ProjectNodes.Select(node =>
                        EvaluatedProjects.Read(node.ProjectInstance, referenced.Contains(node.ProjectInstance.FullPath))
                    )
                    .OrderBy(project => project.Path, StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (Failure(exception) is { } message)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ContainerizeException(FileDiagnostics.ProjectNotEvaluated.Create(projectFile, message), exception);
        }
    }

    private static HashSet<string> Referenced(IEnumerable<ProjectGraphNode> nodes)
    {
        var referenced = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<ProjectGraphNode>(nodes);
        var own = next.Select(node => node.ProjectInstance.FullPath).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<ProjectGraphNode>();
        while (next.TryPop(out var node))
        {
            foreach (var reference in node.ProjectReferences.Where(seen.Add))
            {
                next.Push(reference);
                if (!own.Contains(reference.ProjectInstance.FullPath))
                {
                    referenced.Add(reference.ProjectInstance.FullPath);
                }
            }
        }

        return referenced;
    }

    private static string? Failure(Exception exception) =>
        exception switch
        {
            AggregateException aggregate => aggregate
                .Flatten()
                .InnerExceptions.Select(Failure)
                .FirstOrDefault(message => message is not null),
            InvalidProjectFileException invalid => invalid.Message,
            CircularDependencyException circular => circular.Message,
            FileNotFoundException or DirectoryNotFoundException => exception.Message,
            _ => null,
        };
}
