using System.Collections.Immutable;
using Containerize.Planning;

namespace Containerize.Contexts;

/// <summary>What <see cref="SourceCollector"/> works on. Paths are absolute.</summary>
internal sealed record SourceCollectorInput
{
    /// <summary>The project that is published.</summary>
    public required string ProjectFile { get; init; }

    /// <summary>
    /// It, those that it refers to, the test projects and theirs; a project with several frameworks is here once for each.
    /// </summary>
    public required ImmutableArray<EvaluatedProject> Projects { get; init; }

    /// <summary><c>ContainerBuildContext</c>; empty for the deepest folder above everything.</summary>
    public string ContextRoot { get; init; } = "";

    /// <summary>What the project's items say.</summary>
    public BuildSourcesInput Items { get; init; } = new();
}
