using System.Collections.Immutable;
using System.IO.Enumeration;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Oci;

namespace Containerize.Layers;

/// <summary>The files of a publish folder and what each comes from.</summary>
internal static class PublishedFiles
{
    private const string WebRoot = "wwwroot/";

    private static readonly EnumerationOptions OneFolder = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>
    /// All files and links, ordered by name. Names are compared by code unit: the same on every machine, in every culture.
    /// </summary>
    /// <param name="directory">The folder.</param>
    /// <param name="sourceOf">The file that the publish says it put under a name; null for none.</param>
    /// <param name="cancellationToken">Ends it between two files.</param>
    /// <exception cref="ContainerizeException">The folder, or one in it, cannot be read (CTZ5002 to CTZ5004). A name is not
    /// Unicode (CTZ5040) or deletes others (CTZ5054); a link is none for an image (CTZ5041, CTZ5051, CTZ5052); something is no
    /// file (CTZ5053).</exception>
    public static ImmutableArray<LayerFile> List(
        string directory,
        Func<string, string?>? sourceOf = null,
        CancellationToken cancellationToken = default
    )
    {
        var files = new List<LayerFile>();
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        Add(new Listing(root, sourceOf ?? (_ => null), files, cancellationToken), directory, "");
        return [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    /// <summary>Folder by folder, so that an error names the one that it is about.</summary>
    /// <param name="listing">The whole.</param>
    /// <param name="folder">The folder to list.</param>
    /// <param name="prefix">Its name in the image, with a slash at its end; empty for the root.</param>
    private static void Add(Listing listing, string folder, string prefix)
    {
        List<(string Name, long Length, bool IsFolder, bool IsLink)> entries;
        try
        {
            entries =
            [
                .. new FileSystemEnumerable<(string, long, bool, bool)>(
                    folder,
                    (ref entry) =>
                        (
                            entry.FileName.ToString(),
                            entry.IsDirectory ? 0 : entry.Length,
                            entry.IsDirectory,
                            entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                        ),
                    OneFolder
                ),
            ];
        }
        catch (Exception exception) when (FileErrors.Translate(exception, folder) is { } error)
        {
            throw error;
        }

        RequireDifferent(
            entries.Where(entry => entry.Name.Contains('\uFFFD', StringComparison.Ordinal)).Select(entry => entry.Name),
            folder
        );
        foreach (var (name, length, isFolder, isLink) in entries)
        {
            listing.CancellationToken.ThrowIfCancellationRequested();
            var path = Path.Join(folder, name);
            RequireUnicode(path, isFolder, folder);
            if (LayerNames.Check(name, path) is { } error)
            {
                throw new ContainerizeException(error);
            }

            if (isLink && FolderLinks.Read(Path.GetFullPath(path), listing.Root, listing.SourceOf(prefix + name)) is { } target)
            {
                listing.Files.Add(new LayerFile(listing.Root, prefix + name, 0) { LinkTarget = target });
            }
            else if (isFolder)
            {
                Add(listing, path, $"{prefix}{name}/");
            }
            else
            {
                // What is no file has no length, so that others need not be looked at.
                var linked = isLink ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) as FileInfo : null;
                listing.Files.Add(new LayerFile(listing.Root, prefix + name, linked?.Length ?? length) { Source = linked?.FullName });
                if (length == 0)
                {
                    RequireFile(path);
                }
            }
        }
    }

    /// <exception cref="ContainerizeException">CTZ5053.</exception>
    internal static void RequireFile(string path)
    {
        if (FileStatus.SpecialKindOf(path) is { } kind)
        {
            throw new ContainerizeException(FileDiagnostics.NotAFile.Create(path, kind));
        }
    }

    private sealed record Listing(string Root, Func<string, string?> SourceOf, List<LayerFile> Files, CancellationToken CancellationToken);

    /// <summary>On Unix, a name is bytes; what is not UTF-8 becomes a name that no file has.</summary>
    /// <exception cref="ContainerizeException">CTZ5040.</exception>
    internal static void RequireUnicode(string path, bool isFolder, string folder)
    {
        if (path.Contains('\uFFFD', StringComparison.Ordinal) && !(isFolder ? Directory.Exists(path) : File.Exists(path)))
        {
            throw new ContainerizeException(FileDiagnostics.NameIsNotUnicode.Create(Path.GetFileName(path), folder));
        }
    }

    /// <summary>Beside a file that has such a name, one without looks the same.</summary>
    /// <exception cref="ContainerizeException">CTZ5040.</exception>
    private static void RequireDifferent(IEnumerable<string> names, string folder)
    {
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            throw new ContainerizeException(FileDiagnostics.NameIsNotUnicode.Create(same.Key, folder));
        }
    }

    /// <summary>What the application's dependency file says; a single-file or NativeAOT application has none.</summary>
    /// <exception cref="ContainerizeException">The dependency file cannot be read (CTZ5002 to CTZ5004, CTZ5006).</exception>
    public static Dependencies ReadDependencies(ImmutableArray<LayerFile> files, string assemblyName) =>
        files.FirstOrDefault(file => file.Name == assemblyName + ".deps.json") is { } file ? Read(file.SourcePath) : Dependencies.None;

    /// <summary>
    /// What each file comes from, by the dependency file, else by where the publish has it from; symbols and documentation
    /// go with their assembly. What neither names is one whole.
    /// </summary>
    public static Func<LayerFile, LayerKind> Classify(Dependencies dependencies, PublishRecord? record) =>
        published =>
            Companions(published.Name).Select(name => dependencies.Kinds.GetValueOrDefault(name)).FirstOrDefault(kind => kind is not null)
            ?? (
                published.Name.StartsWith(WebRoot, StringComparison.Ordinal) ? LayerKind.Content
                : record?.Files.GetValueOrDefault(published.Name) is { } resolved ? record.Folders.KindOf(resolved) ?? LayerKind.Application
                : LayerKind.Application
            );

    /// <summary>Files that are for another system or processor than the image's, which its .NET never loads.</summary>
    public static ImmutableArray<LayerFile> Foreign(ImmutableArray<LayerFile> files, Dependencies dependencies, Platform platform) =>
        dependencies.Runtimes.Count == 0
            ? []
            : [.. files.Where(file => dependencies.Runtimes.TryGetValue(file.Name, out var rid) && !RuntimeRules.CanLoad(rid, platform))];

    /// <summary>The file itself, then the assembly whose symbols or documentation it would be.</summary>
    private static IEnumerable<string> Companions(string name) =>
        Path.GetExtension(name) is ".pdb" or ".xml" or ".dbg" ? [name, Path.ChangeExtension(name, ".dll")] : [name];

    private static Dependencies Read(string path)
    {
        try
        {
            return DependencyFile.Read(FileErrors.Read(path, File.ReadAllBytes));
        }
        catch (FormatException exception)
        {
            throw new ContainerizeException(FileDiagnostics.InvalidDependencyFile.Create(path, exception.Message), exception);
        }
    }
}
