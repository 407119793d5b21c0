using System.Collections.Immutable;
using System.IO.Enumeration;
using Containerize.Diagnostics;

namespace Containerize.Layers;

/// <summary>The files of a publish folder and what each comes from.</summary>
public static class PublishedFiles
{
    private const string WebRoot = "wwwroot/";

    private static readonly EnumerationOptions OneFolder = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>All files, ordered by name. Names are compared by code unit: the same on every machine, in every culture.</summary>
    /// <exception cref="ContainerizeException">The folder, or one in it, cannot be read (CTZ5002 to CTZ5004). A name is not
    /// Unicode (CTZ5040); a link leads to a folder above it (CTZ5041).</exception>
    public static ImmutableArray<LayerFile> List(string directory)
    {
        var files = new List<LayerFile>();
        Add(directory, directory, "", ImmutableHashSet<string>.Empty, files);
        return [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    /// <summary>Folder by folder, so that an error names the one that it is about.</summary>
    /// <param name="root">The publish folder.</param>
    /// <param name="folder">The folder to list.</param>
    /// <param name="prefix">Its name in the image, with a slash at its end; empty for the root.</param>
    /// <param name="above">What the links above it lead to.</param>
    /// <param name="files">Receives what is found.</param>
    private static void Add(string root, string folder, string prefix, ImmutableHashSet<string> above, List<LayerFile> files)
    {
        List<(string Name, long Length, bool IsFolder, bool IsLink)> entries;
        try
        {
            entries = [.. new FileSystemEnumerable<(string, long, bool, bool)>(
                folder,
                (ref entry) => (
                    entry.FileName.ToString(), entry.IsDirectory ? 0 : entry.Length, entry.IsDirectory, entry.Attributes.HasFlag(FileAttributes.ReparsePoint)),
                OneFolder)];
        }
        catch (Exception exception) when (FileErrors.Translate(exception, folder) is { } error)
        {
            throw error;
        }

        foreach (var (name, length, isFolder, isLink) in entries)
        {
            var path = Path.Join(folder, name);
            RequireUnicode(path, isFolder, folder);
            if (!isFolder)
            {
                files.Add(new LayerFile(root, prefix + name, length));
                continue;
            }

            Add(root, path, $"{prefix}{name}/", isLink ? Follow(path, above.Add(Path.GetFullPath(root))) : above, files);
        }
    }

    /// <summary>The links above a folder, and where this one leads.</summary>
    private static ImmutableHashSet<string> Follow(string link, ImmutableHashSet<string> above)
    {
        try
        {
            var target = new DirectoryInfo(link).ResolveLinkTarget(returnFinalTarget: true)?.FullName is { } full ? Path.TrimEndingDirectorySeparator(full) : link;
            return above.Any(folder => IsAtOrAbove(target, folder)) || IsAtOrAbove(target, link)
                ? throw new ContainerizeException(FileDiagnostics.LinkToFolderAbove.Create(link, target))
                : above.Add(target);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, link) is { } error)
        {
            throw error;
        }
    }

    private static bool IsAtOrAbove(string folder, string other) =>
        other == folder || other.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>On Unix, a name is bytes; what is not UTF-8 becomes a name that no file has.</summary>
    /// <exception cref="ContainerizeException">CTZ5040.</exception>
    internal static void RequireUnicode(string path, bool isFolder, string folder)
    {
        if (path.Contains('\uFFFD', StringComparison.Ordinal) && !(isFolder ? Directory.Exists(path) : File.Exists(path)))
        {
            throw new ContainerizeException(FileDiagnostics.NameIsNotUnicode.Create(Path.GetFileName(path), folder));
        }
    }

    /// <summary>
    /// What each file comes from, by the application's dependency file; symbols and documentation go with their
    /// assembly. A single-file or NativeAOT application has no such file and is one whole.
    /// </summary>
    /// <exception cref="ContainerizeException">The dependency file cannot be read (CTZ5002 to CTZ5004, CTZ5006).</exception>
    public static Func<LayerFile, LayerKind> Classify(ImmutableArray<LayerFile> files, string assemblyName)
    {
        var dependencies = files.FirstOrDefault(file => file.Name == assemblyName + ".deps.json") is { } file
            ? Read(file.SourcePath)
            : ImmutableDictionary<string, LayerKind>.Empty;
        return published => Companions(published.Name)
            .Select(name => dependencies.GetValueOrDefault(name))
            .FirstOrDefault(kind => kind is not null)
            ?? (published.Name.StartsWith(WebRoot, StringComparison.Ordinal) ? LayerKind.Content : LayerKind.Application);
    }

    /// <summary>The file itself, then the assembly whose symbols or documentation it would be.</summary>
    private static IEnumerable<string> Companions(string name) =>
        Path.GetExtension(name) is ".pdb" or ".xml" or ".dbg" ? [name, Path.ChangeExtension(name, ".dll")] : [name];

    private static IReadOnlyDictionary<string, LayerKind> Read(string path)
    {
        try
        {
            return DependencyFile.Read(File.ReadAllBytes(path));
        }
        catch (FormatException exception)
        {
            throw new ContainerizeException(FileDiagnostics.InvalidDependencyFile.Create(path, exception.Message), exception);
        }
        catch (Exception exception) when (FileErrors.Translate(exception, path) is { } error)
        {
            throw error;
        }
    }
}
