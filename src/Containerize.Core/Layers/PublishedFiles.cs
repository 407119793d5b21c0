using System.Collections.Immutable;
using System.IO.Enumeration;
using Containerize.Diagnostics;

namespace Containerize.Layers;

/// <summary>The files of a publish folder and what each comes from.</summary>
public static class PublishedFiles
{
    private const string WebRoot = "wwwroot/";

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>All files, ordered by name. Names are compared by code unit: the same on every machine, in every culture.</summary>
    /// <exception cref="ContainerizeException">The folder, or one in it, cannot be read (CTZ5002 to CTZ5004).</exception>
    public static ImmutableArray<LayerFile> List(string directory)
    {
        try
        {
            var files = new FileSystemEnumerable<LayerFile>(directory, (ref entry) => new LayerFile(directory, NameOf(ref entry), entry.Length), Everything)
            {
                ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            };
            return [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
        }
        catch (Exception exception) when (FileErrors.Translate(exception, directory) is { } error)
        {
            throw error;
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

    private static string NameOf(ref FileSystemEntry entry)
    {
        var folder = entry.Directory[entry.RootDirectory.Length..].Trim(Path.DirectorySeparatorChar);
        return Path.Join(folder, entry.FileName).Replace(Path.DirectorySeparatorChar, '/');
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
