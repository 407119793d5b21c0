using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Layers;

namespace Containerize.Contexts;

/// <summary>The files below the folders of the projects, without what must not enter the context.</summary>
internal sealed class SourceTree
{
    private const string ByItem = "ContainerBuildExclude";
    private const string ByBuild = "an output folder of a build";

    private readonly string _root;
    private readonly IBuildLog _log;
    private readonly IgnorePatterns _ignored;
    private readonly HashSet<string> _projectFolders;
    private readonly Dictionary<string, string> _excluded = new(StringComparer.Ordinal);
    private readonly ImmutableArray<string> _included;

    public SourceTree(string root, SourceCollectorInput input, IBuildLog log)
    {
        _root = root;
        _log = log;
        _included = input.Items.Included;
        var ignoreFile = Path.Combine(root, ".dockerignore");
        IgnoreFileLines =
            File.Exists(ignoreFile) && FileErrors.Read(ignoreFile, File.ReadAllLines) is var lines && !GeneratedFiles.IsGenerated(lines)
                ? [.. lines]
                : [];
        _ignored = IgnorePatterns.Parse(IgnoreFileLines);
        _projectFolders = input.Projects.Select(project => project.Folder).ToHashSet(StringComparer.Ordinal);
        Folders =
        [
            .. _projectFolders
                .Where(folder => !_projectFolders.Any(other => other != folder && FolderPaths.IsWithin(folder, other)))
                .Select(folder => Relative(root, folder))
                .Order(StringComparer.Ordinal),
        ];
        foreach (
            var folder in input
                .Projects.SelectMany(project => project.OutputFolders)
                .Where(folder => !_projectFolders.Any(project => FolderPaths.IsWithin(project, folder)))
        )
        {
            _excluded[folder] = ByBuild;
        }

        foreach (var path in input.Items.Excluded)
        {
            _excluded[path] = ByItem;
        }
    }

    /// <summary>Outermost folders of projects, relative; <c>.</c> is the root.</summary>
    public ImmutableArray<string> Folders { get; }

    /// <summary>What stays out, as lines of a .dockerignore. <see cref="ReadFolders"/> adds to it.</summary>
    public ImmutableArray<string> IgnoreLines =>
        [
            .. DefaultExclusions.Lines,
            .. _excluded
                .Keys.Where(path =>
                    FolderPaths.IsWithin(path, _root) && path != _root && DefaultExclusions.Patterns.Excludes(Relative(_root, path)) is null
                )
                .Select(path => Relative(_root, path))
                .Order(StringComparer.Ordinal),
        ];

    private ImmutableArray<string> IgnoreFileLines { get; }

    public static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    public bool IsInFolders(string file) => Folders.Any(folder => folder == "." || file.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <returns>Files, relative to the root.</returns>
    /// <exception cref="ContainerizeException">A folder cannot be read (CTZ5002 to CTZ5004).</exception>
    public HashSet<string> ReadFolders()
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in _projectFolders.Order(StringComparer.Ordinal))
        {
            Read(new DirectoryInfo(folder), files);
        }

        return files;
    }

    /// <summary>What <c>ContainerBuildInclude</c> names, whatever keeps it out.</summary>
    public HashSet<string> ReadIncluded()
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in _included)
        {
            IEnumerable<string> found =
                File.Exists(path) ? [path]
                : Directory.Exists(path) ? PublishedFiles.List(path).Select(file => file.SourcePath)
                : [];
            foreach (var file in found.Where(file => files.Add(Relative(_root, file))))
            {
                if (Excludes(Relative(_root, file)) is { } reason)
                {
                    _log.Write(
                        MessageImportance.Normal,
                        $"'{Relative(_root, file)}' enters the build's context by ContainerBuildInclude, although {reason} excludes it."
                    );
                }
            }
        }

        return files;
    }

    /// <returns>What keeps a file or folder out; null where nothing does.</returns>
    public string? Excludes(string relative)
    {
        if (DefaultExclusions.Patterns.Excludes(relative) is { } pattern)
        {
            return $"the exclusion '{pattern}'";
        }

        if (FindExcluded(relative) is (var folder, var reason))
        {
            return $"'{Relative(_root, folder)}' ({reason})";
        }

        return _ignored.Excludes(relative) is { } line ? $"the line '{line}' of .dockerignore" : null;
    }

    /// <returns>
    /// What keeps a file out that no one asked to keep out, and that the build in the container does not make itself; null
    /// for all others.
    /// </returns>
    public string? Withholds(string relative) =>
        FindExcluded(relative) is (_, ByItem or ByBuild)
        || _ignored.Excludes(relative) is not null
        || (DefaultExclusions.Patterns.Excludes(relative) is { } line && DefaultExclusions.IsMadeAnew(line))
            ? null
            : Excludes(relative);

    private (string Path, string Reason)? FindExcluded(string relative)
    {
        for (
            string? path = Path.Combine(_root, relative);
            path is not null && path.Length > _root.Length;
            path = Path.GetDirectoryName(path)
        )
        {
            if (_excluded.TryGetValue(path, out var reason))
            {
                return (path, reason);
            }
        }

        return null;
    }

    private void Read(DirectoryInfo folder, HashSet<string> files)
    {
        try
        {
            foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var name = Relative(_root, entry.FullName);
                if (entry is not DirectoryInfo directory)
                {
                    if (Stays(name))
                    {
                        PublishedFiles.RequireUnicode(entry.FullName, isFolder: false, folder.FullName);
                        files.Add(name);
                    }
                }
                else if (_projectFolders.Contains(entry.FullName))
                {
                    // Read for itself.
                }
                else if (entry.LinkTarget is not null)
                {
                    _log.Write(
                        MessageImportance.Normal,
                        $"'{name}' does not enter the build's context: it is a link to another folder. Name it in ContainerBuildInclude "
                            + "to include its files."
                    );
                }
                else if (IsForeignProject(directory))
                {
                    _excluded[entry.FullName] = "a project that no project refers to";
                    Stays(name);
                }
                else if (MayHoldWanted(name, entry.FullName) || Stays(name))
                {
                    Read(directory, files);
                }
            }
        }
        catch (Exception exception) when (FileErrors.Translate(exception, folder.FullName) is { } error)
        {
            throw error;
        }
    }

    /// <summary>A line of .dockerignore with <c>!</c> may want a file of a folder that another line keeps out.</summary>
    private bool MayHoldWanted(string name, string path) =>
        _ignored.TakesBack && DefaultExclusions.Patterns.Excludes(name) is null && !_excluded.ContainsKey(path);

    private static bool IsForeignProject(DirectoryInfo folder) =>
        folder
            .EnumerateFiles("*.*proj")
            .Any(file => file.Extension is ".csproj" or ".fsproj" or ".vbproj" or ".esproj" or ".vcxproj" or ".sqlproj");

    private bool Stays(string name)
    {
        var reason = Excludes(name);
        if (reason is not null)
        {
            _log.Write(
                MessageImportance.Normal,
                $"'{name}' does not enter the build's context: {reason} excludes it. Name it in ContainerBuildInclude to include it."
            );
        }

        return reason is null;
    }
}
