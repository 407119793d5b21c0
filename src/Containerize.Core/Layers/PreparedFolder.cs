using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Text;

namespace Containerize.Layers;

/// <summary>
/// A publish folder that is taken as it is, since it was prepared (signed files, removed some). What is not as
/// the last publish left it is named: the .NET SDK has a list of what it put there.
/// </summary>
internal static class PreparedFolder
{
    /// <param name="directory">The publish folder.</param>
    /// <param name="files">All that is there.</param>
    /// <param name="record">What is known of the last publish.</param>
    /// <param name="log">Gets CTZ5056.</param>
    public static void Compare(string directory, ImmutableArray<LayerFile> files, PublishRecord record, IBuildLog log)
    {
        log.Write(MessageImportance.High, $"'{directory}' goes into the image as it is: nothing is built or published.");
        if (record.OutputsPaths.Where(File.Exists).MaxBy(File.GetLastWriteTimeUtc) is not { } list)
        {
            return;
        }

        var written = File.GetLastWriteTimeUtc(list);
        var outputs = FileErrors
            .Read(list, File.ReadAllLines)
            .Where(line => line.Length > 0)
            .Select(line => Path.GetRelativePath(directory, line).Replace(Path.DirectorySeparatorChar, '/'))
            .ToHashSet(PublishRecord.Names);
        var own = OwnFiles.Read(record.OwnFilesPath);
        var there = files.Select(file => file.Name).ToHashSet(PublishRecord.Names);
        List<string> differences =
        [
            .. Part("missing", outputs.Where(name => !there.Contains(name) && !IsUnlisted(name, record))),
            .. Part("added", there.Where(name => !outputs.Contains(name) && !own.Contains(name) && !IsUnlisted(name, record))),
            // A copy has the time of what it is a copy of, which is older than the list.
            .. Part(
                "changed",
                files
                    .Where(file =>
                        outputs.Contains(file.Name) && !IsUnlisted(file.Name, record) && File.GetLastWriteTimeUtc(file.SourcePath) > written
                    )
                    .Select(file => file.Name)
            ),
        ];
        if (differences.Count > 0)
        {
            log.Report(FileDiagnostics.PreparedFolderDiffers.Create(directory, string.Join("; ", differences)));
        }
    }

    /// <summary>The .NET SDK's list has no static web assets, and nothing that is generated in the folder.</summary>
    private static bool IsUnlisted(string name, PublishRecord record) =>
        record.Written.Contains(name)
        || name.StartsWith("wwwroot/", StringComparison.Ordinal)
        || name.EndsWith(".staticwebassets.endpoints.json", StringComparison.Ordinal);

    private static IEnumerable<string> Part(string what, IEnumerable<string> names) =>
        names.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } found ? [$"{what}: {NameList.Quote(found)}"] : [];
}
