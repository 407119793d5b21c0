using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Text;

namespace Containerize.Layers;

/// <summary>
/// Separates what a publish made from what an earlier one left in its folder. Its own is what it resolved, what was written
/// since it began (by the project's own targets), and what such a target wrote in an earlier publish of the project into
/// this folder and did not have to write again.
/// </summary>
internal static class Leftovers
{
    // The kernel stamps files with the time of its last tick, up to 10 ms ago.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <summary>The files without leftovers, which are named in one warning.</summary>
    /// <param name="directory">The publish folder.</param>
    /// <param name="files">All that is there.</param>
    /// <param name="record">What is known of the publish.</param>
    /// <param name="log">Gets CTZ5055 and CTZ5057.</param>
    public static ImmutableArray<LayerFile> Remove(string directory, ImmutableArray<LayerFile> files, PublishRecord record, IBuildLog log)
    {
        files = WithoutFormer(directory, files, record, log);
        List<LayerFile> leftovers = [.. files.Where(file => IsCopyOfLeftover(file, record, directory)), .. Among(files, directory, record)];
        if (leftovers.Count == 0)
        {
            return files;
        }

        var made = files.Except(leftovers).Select(file => (File: file, Source: SourceOfOlder(file, record))).ToList();
        var older = made.Where(pair => pair.Source is not null).Select(pair => pair.File.Name).ToList();
        log.Report(
            FileDiagnostics.LeftoversLeftOut.Create(
                directory,
                NameList.Count(leftovers.Count),
                NameList.Quote([.. leftovers.Select(file => file.Name).Order(StringComparer.Ordinal)]),
                older.Count == 0
                    ? ""
                    : $" Others have the names of published files, which are in the image in their place: {NameList.Quote(older)}."
            )
        );
        return [.. made.Select(pair => From(pair.File, pair.Source))];

        static LayerFile From(LayerFile file, FileInfo? source) =>
            source is null ? file : file with { Size = source.Length, Source = source.FullName };
    }

    /// <summary>
    /// Remembers what the project's own targets have written in a publish that makes no image: in the next one they may find
    /// it up to date.
    /// </summary>
    /// <param name="directory">The publish folder.</param>
    /// <param name="files">All that is there.</param>
    /// <param name="record">What is known of the publish.</param>
    public static void Note(string directory, ImmutableArray<LayerFile> files, PublishRecord record) => Among(files, directory, record);

    /// <summary>
    /// The .NET SDK copies no file over one that is newer: where another publish has used the folder, that may be another
    /// file. A copy has its source's length and time.
    /// </summary>
    private static FileInfo? SourceOfOlder(LayerFile file, PublishRecord record) =>
        file.LinkTarget is null
        && record.Files.GetValueOrDefault(file.Name) is { } resolved
        && new FileInfo(resolved.SourcePath) is { Exists: true } source
        && new FileInfo(file.SourcePath) is var there
        && (there.Length != source.Length || there.LastWriteTimeUtc > source.LastWriteTimeUtc)
        && LastChange(file.SourcePath) < record.Began - Tick
            ? source
            : null;

    private static List<LayerFile> Among(ImmutableArray<LayerFile> files, string directory, PublishRecord record)
    {
        var others = files.Where(file => !record.Knows(file.Name)).ToList();
        if (others.Count == 0 && !File.Exists(record.OwnFilesPath))
        {
            return [];
        }

        var known = OwnFiles.Read(record.OwnFilesPath);
        var began = record.Began - Tick;
        var old = others.Where(file => LastChange(file.SourcePath) < began).ToList();
        if (old.Any(file => !known.Contains(file.Name)) && FolderClock.Ahead(directory) is var ahead && ahead != TimeSpan.Zero)
        {
            old.RemoveAll(file => LastChange(file.SourcePath) - ahead >= began);
        }

        var leftovers = old.Where(file => !known.Contains(file.Name)).ToList();
        OwnFiles.Write(record.OwnFilesPath, known, others.Except(leftovers).Select(file => file.Name));
        return leftovers;
    }

    private static ImmutableArray<LayerFile> WithoutFormer(
        string directory,
        ImmutableArray<LayerFile> files,
        PublishRecord record,
        IBuildLog log
    )
    {
        foreach (var folder in FormerFolders.Find(directory, record))
        {
            var copies = files.Where(file => IsCopyOfLeftover(file, record, folder)).ToList();
            if (copies.Count > 0)
            {
                log.Report(
                    FileDiagnostics.FormerFolderPublished.Create(
                        folder,
                        NameList.Count(copies.Count),
                        NameList.Quote([.. copies.Select(file => file.Name)])
                    )
                );
                files = [.. files.Except(copies)];
            }
        }

        return files;
    }

    /// <summary>A folder below the project's is taken for sources by the next build, which then publishes what is in it.</summary>
    private static bool IsCopyOfLeftover(LayerFile file, PublishRecord record, string directory) =>
        record.Files.TryGetValue(file.Name, out var resolved)
        && FolderPaths.IsWithin(resolved.SourcePath, directory)
        && resolved.SourcePath == Path.GetFullPath(file.Name, record.Folders.Project);

    private static DateTime LastChange(string path)
    {
        if (FileStatus.Read(path) is { } status)
        {
            return status.ChangeTime;
        }

        var info = new FileInfo(path);
        return info.CreationTimeUtc > info.LastWriteTimeUtc ? info.CreationTimeUtc : info.LastWriteTimeUtc;
    }
}
