using System.Collections.Immutable;

namespace Containerize.Planning;

/// <summary>
/// What a build in containers needs of the repository, and how it publishes. All paths are relative to
/// <see cref="Root"/>, with <c>/</c> between their parts, ordered ordinally, each once.
/// </summary>
internal sealed record BuildSources
{
    /// <summary>The context's root, absolute: the deepest folder above everything below, or <c>ContainerBuildContext</c>.</summary>
    public required string Root { get; init; }

    /// <summary>The project that is published: <c>src/App/App.csproj</c>.</summary>
    public required string ProjectFile { get; init; }

    /// <summary>It and every project it refers to, the test projects and theirs.</summary>
    public required ImmutableArray<string> ProjectFiles { get; init; }

    /// <summary>
    /// What restore reads beside the projects: nuget.config, global.json, Directory.*, lock files, other imported files.
    /// </summary>
    public required ImmutableArray<string> RestoreFiles { get; init; }

    /// <summary>
    /// A Razor component of each project that has some: the .NET SDK adds Blazor's own files where it sees one while
    /// it restores, whatever is in it.
    /// </summary>
    public ImmutableArray<string> Components { get; init; } = [];

    /// <summary>Whether each project has a packages.lock.json, so that restore runs in locked mode.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Folders of sources: those of the projects, without one that is inside another. <c>.</c> is the root itself.</summary>
    public required ImmutableArray<string> Folders { get; init; }

    /// <summary>Files outside of <see cref="Folders"/> that items of the projects name.</summary>
    public ImmutableArray<string> LinkedFiles { get; init; } = [];

    /// <summary>
    /// Every file of the context: <see cref="RestoreFiles"/>, <see cref="LinkedFiles"/> and what is in <see cref="Folders"/>, without what
    /// must not enter.
    /// </summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>Folders and files of <see cref="Folders"/> that stay out, as lines of a .dockerignore.</summary>
    public ImmutableArray<string> Excluded { get; init; } = [];

    /// <summary><c>ContainerTestProject</c>.</summary>
    public ImmutableArray<string> TestProjects { get; init; } = [];

    /// <summary>Properties for <c>dotnet publish</c>, as <c>-p:NAME=VALUE</c>: those of the publish here that change its result.</summary>
    public ImmutableArray<KeyValuePair<string, string>> PublishProperties { get; init; } = [];

    /// <summary><c>linux-x64</c>, or empty where the publish here has none (a portable application).</summary>
    public string RuntimeIdentifier { get; init; } = "";

    /// <summary>
    /// Published files by layer, the lowest first, as far as they are known without building; what is named in none goes
    /// into the last layer, the application's. Names are relative to the publish folder.
    /// </summary>
    public ImmutableArray<ForecastLayer> Layers { get; init; } = [];
}

/// <summary>A layer below the application's.</summary>
/// <param name="Name">As <see cref="Containerize.Layers.LayerKind"/> names it.</param>
/// <param name="Files">Relative to the publish folder, ordered ordinally.</param>
internal sealed record ForecastLayer(string Name, ImmutableArray<string> Files);
