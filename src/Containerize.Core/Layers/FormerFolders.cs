using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Layers;

/// <summary>
/// The other folders that the project was published to, by the .NET SDK's lists of what it put there. One in the project's
/// folder is taken for sources by the next build, which then publishes what is in it.
/// </summary>
internal static class FormerFolders
{
    /// <param name="directory">The folder of this publish, which is none of them.</param>
    /// <param name="record">What is known of the publish.</param>
    /// <exception cref="ContainerizeException">A list cannot be read (CTZ5002 to CTZ5004).</exception>
    public static ImmutableArray<string> Find(string directory, PublishRecord record) =>
        [
            .. record
                .OutputsPaths.Where(File.Exists)
                .Select(list =>
                    FileErrors.Read(list, File.ReadAllLines).FirstOrDefault(line => IsApplication(Path.GetFileName(line), record))
                )
                .OfType<string>()
                .Select(path => Path.GetDirectoryName(path)!)
                // A folder that holds the project has its sources.
                .Where(folder => !FolderPaths.IsWithin(record.Folders.Project, folder) && !FolderPaths.IsWithin(directory, folder))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    private static bool IsApplication(string name, PublishRecord record) =>
        record.AssemblyName.Length > 0
        && (name == $"{record.AssemblyName}.dll" || name == record.AssemblyName || name == $"{record.AssemblyName}.exe");
}
