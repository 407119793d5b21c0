using System.Collections.Immutable;

namespace Containerize.SourceControl.Git;

/// <summary>Distinguishes what builds write from what people write, among files that git doesn't know.</summary>
internal sealed class BuildOutputs
{
    private static readonly StringComparison PathComparison =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly string _workTree;
    private readonly ImmutableArray<string> _paths;

    /// <param name="workTree">The repository's folder.</param>
    /// <param name="projectDirectory">An output folder around it holds sources too, and does not count.</param>
    /// <param name="paths">Absolute; folders and files.</param>
    public BuildOutputs(string workTree, string projectDirectory, ImmutableArray<string> paths)
    {
        _workTree = workTree;
        _paths =
        [
            .. paths
                .Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
                .Where(path => !IsIn(Path.GetFullPath(projectDirectory), path)),
        ];
    }

    /// <param name="relative">As git prints it: <c>/</c> between names, and after a folder that it knows nothing of.</param>
    public bool Hold(string relative)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(relative, _workTree));
        var folders = relative.Split('/')[..^1];
        return folders.Any(IsOutputName) || IsOutput(path) || (relative.EndsWith('/') && HoldAllOf(new DirectoryInfo(path)));
    }

    // git names the outermost folder only: obj may be all that is in it, as after a change of branches.
    private bool HoldAllOf(DirectoryInfo folder) =>
        folder
            .EnumerateFileSystemInfos()
            .All(entry =>
                IsOutput(entry.FullName)
                || (entry is DirectoryInfo { LinkTarget: null } inner && (IsOutputName(inner.Name) || HoldAllOf(inner)))
            );

    private bool IsOutput(string path) => _paths.Any(output => IsIn(path, output));

    // The .NET SDK's default names, which its globs leave out of the sources too; other projects' are not in the list.
    private static bool IsOutputName(string folder) => folder is "bin" or "obj";

    private static bool IsIn(string path, string folder) =>
        path.StartsWith(folder, PathComparison)
        && (path.Length == folder.Length || Path.EndsInDirectorySeparator(folder) || path[folder.Length] == Path.DirectorySeparatorChar);
}
