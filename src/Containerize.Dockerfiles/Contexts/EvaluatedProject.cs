using System.Collections.Immutable;

namespace Containerize.Contexts;

/// <summary>
/// What MSBuild says of a project, as far as a build elsewhere needs it. Paths are absolute. What comes with the .NET SDK
/// or in packages, and what a restore here has written, is left out.
/// </summary>
internal sealed record EvaluatedProject
{
    /// <summary>The project's file.</summary>
    public required string Path { get; init; }

    /// <summary>Files that it imports, directly or not.</summary>
    public ImmutableArray<string> Imports { get; init; } = [];

    /// <summary>Files that its items and properties name, in its folder or elsewhere; all of them exist.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>
    /// Those of <see cref="Files"/> and of its folder that it publishes or compiles, and so misses where they are not there.
    /// </summary>
    public ImmutableArray<string> UsedFiles { get; init; } = [];

    /// <summary>Its Razor components, where the .NET SDK may restore Blazor's own files because of them.</summary>
    public ImmutableArray<string> Components { get; init; } = [];

    /// <summary>Files that say what analyzers tell, and no more: <c>.editorconfig</c>, <c>.globalconfig</c>.</summary>
    public ImmutableArray<string> OptionalFiles { get; init; } = [];

    /// <summary>Whether a warning ends its build, so that <see cref="OptionalFiles"/> decide whether there is one.</summary>
    public bool TreatsWarningsAsErrors { get; init; }

    /// <summary>Folders that builds here write to.</summary>
    public ImmutableArray<string> OutputFolders { get; init; } = [];

    /// <summary>Where its packages.lock.json is or would be.</summary>
    public required string LockFile { get; init; }

    /// <summary><c>RestoreLockedMode</c>.</summary>
    public bool RequiresLockFile { get; init; }

    /// <summary>Whether the published project refers to it, directly or not.</summary>
    public bool IsReferenced { get; init; }

    /// <summary>Its assembly, without extension.</summary>
    public string AssemblyName { get; init; } = "";

    /// <summary>Bytes of all that it compiles.</summary>
    public long SourceSize { get; init; }

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;
}
