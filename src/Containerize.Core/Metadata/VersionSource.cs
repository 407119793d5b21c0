using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.SourceControl.Git;
using Containerize.Versioning;
using NuGet.Versioning;

namespace Containerize.Metadata;

/// <summary>Finds the version: what the project sets, else what git's tags say. Where neither does, none is claimed.</summary>
/// <param name="request">What the project says.</param>
/// <param name="source">The commit.</param>
/// <param name="errors">Gets CTZ6001, CTZ6020 and CTZ6021.</param>
internal sealed class VersionSource(MetadataRequest request, SourceReading source, ICollection<Diagnostic> errors)
{
    // Most repositories are tagged more often than that; the others are read to the end.
    private const int FirstCommits = 2000;

    private string Prefix => (request.VersionTagPrefix ?? "").Trim();

    /// <param name="isNeeded">Whether something depends on it; where nothing does, an uncertain version is no error.</param>
    /// <param name="cancellationToken">Ends git.</param>
    public ClaimedVersion? Find(bool isNeeded, CancellationToken cancellationToken) =>
        Set(request.ContainerVersion) is { } own ? ClaimedVersion.FromProject(own, "ContainerVersion", "ContainerVersion", errors)
        : Set(request.Version) is { } text ? ClaimedVersion.FromProject(text, "the project", "Version", errors)
        : VersionOf(source.Commit?.Tags.AsEnumerable() ?? []) ?? Nearest(isNeeded, cancellationToken);

    /// <summary>The versions among git's tags.</summary>
    public ImmutableArray<ClaimedVersion> GitVersions =>
        source.Git is null ? [] : [.. source.Git.Tags.Select(tag => ClaimedVersion.FromGitTag(tag, Prefix)).OfType<ClaimedVersion>()];

    /// <summary>Where git has the tag of a version that the project sets; null where that is the commit, or nowhere.</summary>
    public (string Tag, string Commit)? FindElsewhere(ClaimedVersion version)
    {
        if (source is not { Git: { } git, Commit.Commit: { } head } || version is not { IsSet: true, GitTag: "" })
        {
            return null;
        }

        var same = git
            .TaggedCommits.SelectMany(pair => pair.Value.Where(IsSame).Select(tag => (Tag: tag, Commit: pair.Key)))
            .OrderBy(one => one.Tag, StringComparer.Ordinal)
            .ToList();
        return same.Count == 0 || same.Exists(one => one.Commit == head) ? null : same[0];

        bool IsSame(string tag) =>
            ClaimedVersion.FromGitTag(tag, Prefix)?.Version.Equals(version.Version, VersionComparison.VersionRelease) == true;
    }

    private ClaimedVersion? VersionOf(IEnumerable<string> tags) =>
        ClaimedVersion.Highest(tags.Select(tag => ClaimedVersion.FromGitTag(tag, Prefix)).OfType<ClaimedVersion>());

    private ClaimedVersion? Nearest(bool isNeeded, CancellationToken cancellationToken)
    {
        if (source is not { Git: { } git, Repository: { } repository, Commit.Commit: { } head })
        {
            return null;
        }

        var tagged = new Dictionary<string, ClaimedVersion>(StringComparer.Ordinal);
        foreach (var (commit, tags) in git.TaggedCommits)
        {
            if (VersionOf(tags) is { } version)
            {
                tagged[commit] = version;
            }
        }

        var shallow = GitFiles.Shallow(repository);
        if (tagged.Count == 0 && shallow.Count == 0)
        {
            return null;
        }

        try
        {
            var found =
                tagged.Count == 0
                    ? new NearestVersion(Version: null, IsCut: true)
                    : CommitGraph.Find(head, tagged.GetValueOrDefault, Parents(repository, cancellationToken), shallow.Contains);
            if (found.IsCut && isNeeded)
            {
                errors.Add(MetadataDiagnostics.ShallowClone.Create(repository.WorkTree));
            }

            return found.IsCut ? null : found.Version;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            if (isNeeded)
            {
                errors.Add(MetadataDiagnostics.HistoryUnreadable.Create(repository.WorkTree, exception.Message));
            }

            return null;
        }
    }

    /// <summary>What gives the parents of a commit: git, asked for some and then for all, or the repository's files.</summary>
    private Func<string, IReadOnlyList<string>> Parents(GitRepository repository, CancellationToken cancellationToken)
    {
        if (source.Program is not { } program)
        {
            return new GitObjects(repository.CommonDirectory).ParentsOf;
        }

        var known = GitQuestions.Parents(program, FirstCommits, cancellationToken);
        var isAll = known.Count < FirstCommits;
        return commit =>
        {
            if (!isAll && !known.ContainsKey(commit))
            {
                known = GitQuestions.Parents(program, count: null, cancellationToken);
                isAll = true;
            }

            return known.TryGetValue(commit, out var parents)
                ? parents
                : throw new InvalidDataException($"git does not have the commit {commit}.");
        };
    }

    private static string? Set(string? property) => string.IsNullOrWhiteSpace(property) ? null : property.Trim();
}
