using System.Collections.Immutable;

namespace Containerize.Contexts;

/// <summary>
/// The files that a builder gets, ordered by <see cref="ContextFile.Name"/>, ordinal. Written as a tar that depends on
/// names and contents alone, without the whole being in memory.
/// </summary>
internal sealed record BuildContext(ImmutableArray<ContextFile> Files);

/// <summary>A file of a context.</summary>
/// <param name="Name">Path in the context, with <c>/</c>.</param>
/// <param name="SourcePath">Where it is read; null where <paramref name="Content"/> is it.</param>
/// <param name="Content">The bytes of a generated file.</param>
internal sealed record ContextFile(string Name, string? SourcePath, ImmutableArray<byte> Content)
{
    /// <summary>What a symbolic link leads to; null for a file.</summary>
    public string? LinkTarget { get; init; }
}
