using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Planning;
using Containerize.Text;

namespace Containerize.Contexts;

/// <summary>
/// Finds the files of a repository that a build of its project needs, and the folder that is the context's root: never
/// the whole repository, and nothing of <see cref="DefaultExclusions"/>.
/// </summary>
internal static class SourceCollector
{
    /// <exception cref="ContainerizeException">CTZ5010 to CTZ5016, together; a folder cannot be read (CTZ5002 to CTZ5004).</exception>
    public static BuildSources Collect(SourceCollectorInput input, IBuildLog log)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var configuration = RepositoryFiles.Find(input.ProjectFile);
        var needs = Needs(input, configuration);
        var root = ContextRoot.Find(input, needs, configuration, errors);
        CheckLockFiles(input, errors);
        errors.AddRange(input.Items.Included.Where(path => !Path.Exists(path)).Select(path => FileDiagnostics.FileNotFound.Create(path)));
        ThrowIfAny();

        ImmutableArray<string> projects = [.. input.Projects.Select(project => project.Path).Distinct(StringComparer.Ordinal)];
        var locks = projects.Select(path => input.Projects.First(project => project.Path == path).LockFile).ToList();
        var restore = Below(
            needs.Where(need => need.ForRestore).Select(need => need.Path).Concat(configuration.All).Concat(locks.Where(File.Exists))
        );
        foreach (var file in configuration.NuGetFiles.Where(file => !input.Items.Included.Contains(file)))
        {
            NuGetConfiguration.CheckPasswords(file, errors);
        }

        var tree = new SourceTree(root, input, log);
        var folders = tree.ReadFolders();
        var linked = Below(
                needs
                    .Where(need => !need.ForRestore)
                    .Select(need => need.Path)
                    .Except(input.Items.Included)
                    .Concat(input.Projects.SelectMany(project => project.OptionalFiles))
            )
            .Where(file => !folders.Contains(file) && tree.Excludes(file) is null)
            .ToList();
        var included = tree.ReadIncluded();
        foreach (var file in restore.Concat(projects.Select(Relative)))
        {
            if (!included.Contains(file) && tree.Excludes(file) is { } reason)
            {
                errors.Add(FileDiagnostics.NeededButIgnored.Create(file, reason));
            }
        }

        ThrowIfAny();
        HashSet<string> files = [.. folders, .. restore, .. linked, .. included, .. projects.Select(Relative)];
        WarnOfMissing(Below(input.Projects.SelectMany(project => project.UsedFiles)).Where(file => !files.Contains(file)), tree, log);
        var optional = input.Projects.SelectMany(project => project.OptionalFiles).Distinct(StringComparer.Ordinal);
        foreach (var file in optional.Where(file => configuration.IsOfRepository(file) && !FolderPaths.IsWithin(file, root)))
        {
            log.Write(
                MessageImportance.Normal,
                $"'{file}' does not enter the build's context, which begins at '{root}': "
                    + "it only changes what analyzers report. To include it, set ContainerBuildContext to a folder above it."
            );
        }

        return new BuildSources
        {
            Root = root,
            ProjectFile = Relative(input.ProjectFile),
            ProjectFiles = Sorted(projects.Select(Relative)),
            RestoreFiles = Sorted(restore),
            Components = Sorted(
                input
                    .Projects.GroupBy(project => project.Path, project => project.Components)
                    .Select(components => Component(Below(components.SelectMany(paths => paths)).Where(files.Contains)))
                    .OfType<string>()
            ),
            IsLocked = locks.TrueForAll(File.Exists),
            Folders = tree.Folders,
            LinkedFiles = Sorted(linked.Concat(included.Where(file => !tree.IsInFolders(file)))),
            Files = Sorted(files),
            Excluded = tree.IgnoreLines,
            TestProjects = Sorted(input.Items.TestProjects.Select(Relative)),
        };

        string Relative(string path) => SourceTree.Relative(root, path);

        List<string> Below(IEnumerable<string> paths) =>
            [.. paths.Where(path => FolderPaths.IsWithin(path, root)).Select(Relative).Distinct(StringComparer.Ordinal)];

        void ThrowIfAny()
        {
            if (errors.Count > 0)
            {
                throw new ContainerizeException(errors.ToImmutable());
            }
        }
    }

    /// <summary>One that changes least with the others: a Dockerfile that is kept has its name.</summary>
    private static string? Component(IEnumerable<string> names) =>
        names
            .OrderBy(name => Path.GetFileName(name) != "_Imports.razor")
            .ThenBy(name => name.Count(c => c == '/'))
            .ThenBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>What a publish here has, and one in a container has not. Wide patterns may name many files.</summary>
    private static void WarnOfMissing(IEnumerable<string> files, SourceTree tree, IBuildLog log)
    {
        var withheld = files.GroupBy(tree.Withholds, StringComparer.Ordinal).Where(group => group.Key is not null);
        foreach (var group in withheld.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            log.Report(InputDiagnostics.UsedButWithheld.Create(NameList.Quote(Sorted(group)), group.Key!));
        }
    }

    private static ImmutableArray<string> Sorted(IEnumerable<string> names) =>
        [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What the build cannot do without.</summary>
    private static ImmutableArray<NeededFile> Needs(SourceCollectorInput input, RepositoryFiles configuration)
    {
        var needs = ImmutableArray.CreateBuilder<NeededFile>();
        foreach (var project in input.Projects)
        {
            needs.Add(new(project.Path, Name(input.ProjectFile), ForRestore: false));
            needs.AddRange(project.Imports.Select(file => new NeededFile(file, Name(project.Path), ForRestore: true)));
            needs.AddRange(
                project
                    .Files.Where(file => !FolderPaths.IsWithin(file, project.Folder))
                    .Select(file => new NeededFile(file, Name(project.Path), ForRestore: false))
            );
        }

        needs.AddRange(configuration.Packages.Select(file => new NeededFile(file, "nuget.config", ForRestore: true)));
        needs.AddRange(input.Items.Included.Select(path => new NeededFile(path, "ContainerBuildInclude", ForRestore: false)));
        return needs.ToImmutable();

        static string Name(string path) => Path.GetFileName(path);
    }

    private static void CheckLockFiles(SourceCollectorInput input, ImmutableArray<Diagnostic>.Builder errors) =>
        errors.AddRange(
            input
                .Projects.Where(project => project.RequiresLockFile && !File.Exists(project.LockFile))
                .DistinctBy(project => project.Path)
                .Select(project => FileDiagnostics.LockFileMissing.Create(project.Path, project.LockFile))
        );
}

/// <summary>A file without which there is no build.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="NeededBy">For messages.</param>
/// <param name="ForRestore">Whether restore reads it already.</param>
internal sealed record NeededFile(string Path, string NeededBy, bool ForRestore);
