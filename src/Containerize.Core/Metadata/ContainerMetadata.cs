using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.SourceControl;
using Containerize.Versioning;

namespace Containerize.Metadata;

/// <summary>Finds an image's tags, labels and date from the project, git, CI variables and the clock.</summary>
internal static class ContainerMetadata
{
    /// <exception cref="ContainerizeException">All mistakes in the request together: invalid tags and rules
    /// (CTZ1002, CTZ1130 to CTZ1143), versions, dates and label sets that are none (CTZ6001 to CTZ6006), a history that
    /// hides the version (CTZ6020, CTZ6021), and what the project requires (CTZ6022, CTZ6024).</exception>
    public static MetadataResult Resolve(MetadataRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var source = SourceControlReader.Read(request, log, cancellationToken);
        var named = ExplicitTags.Parse(request.ImageTag, request.ImageTags, errors, request.PromoteTo);
        ExplicitTags.WarnOfEmpty(request.ImageTags, request.PromoteTo, log);
        var versions = new VersionSource(request, source, errors);
        var version = versions.Find(isNeeded: named.IsEmpty && request.TagSelection.NeedsVersion, cancellationToken);
        var revision = OrNull(request.Revision) ?? source.Commit?.Commit;
        var tags = TagRules.Choose(
            named,
            request.TagSelection,
            Context(request, source, versions, version, revision, errors, cancellationToken),
            errors
        );
        var result = Describe(request, source.Commit, version, revision, tags, errors);
        LabelProperties.Check(request, result.Labels, log);
        Requirement.Check(request, result, log, errors);
        if (named.IsEmpty && request.TagSelection.NeedsVersion && version is not null && versions.FindElsewhere(version) is { } elsewhere)
        {
            log.Report(
                MetadataDiagnostics.VersionIsElsewhere.Create(
                    version.Text,
                    version.Origin,
                    elsewhere.Tag,
                    CommitId.Shorten(elsewhere.Commit),
                    CommitId.Shorten(source.Commit!.Commit!)
                )
            );
        }

        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        log.Write(MessageImportance.Normal, Summary(result));
        return result;
    }

    internal static TagContext Context(
        MetadataRequest request,
        SourceReading source,
        VersionSource versions,
        ClaimedVersion? version,
        string? revision,
        ImmutableArray<Diagnostic>.Builder errors,
        CancellationToken cancellationToken
    )
    {
        var (commit, ci, isSemver) = (source.Commit, source.Commit?.Ci, request.TagSelection.IsSemver);
        var gitTag = ci is null
            ? (
                commit?.Branch is null
                    ? version is { GitTag.Length: > 0, IsSet: true }
                        ? version.GitTag
                        : commit?.Tags.FirstOrDefault()
                    : null
            )
            : ci.Tag;
        return new()
        {
            Version = version,
            Revision = revision,
            IsDirty = commit is { IsClean: false },
            CommittedRevision = commit is { IsClean: true, Commit: { } id } && id == revision ? id : "",
            CommitDate = commit?.CommitDate,
            Now = request.Now,
            Branch = gitTag is null && ci?.PullRequest is null ? commit?.Branch : null,
            GitTag = ci?.PullRequest is null ? gitTag : null,
            PullRequest = ci?.PullRequest,
            BaseBranch = ci?.BaseBranch,
            DefaultBranch = isSemver ? null : DefaultBranch.Find(request, source, cancellationToken),
            IsScheduled = ci is { IsScheduled: true },
            BuildId = ci?.BuildId,
            AllowOverwrite = OrNull(request.AllowOverwrite) is { } allow && Flag("ContainerAllowOverwrite", allow, errors),
            GitVersions = version is null || version.Version.IsPrerelease ? [] : versions.GitVersions,
        };
    }

    private static bool Flag(string property, string value, ImmutableArray<Diagnostic>.Builder errors)
    {
        if (!bool.TryParse(value, out var flag))
        {
            errors.Add(InputDiagnostics.NeitherTrueNorFalse.Create(property, value));
        }

        return flag;
    }

    /// <summary>What follows from the version, the tags and the commit. If there are errors, it is not used.</summary>
    private static MetadataResult Describe(
        MetadataRequest request,
        SourceRevision? sourceControl,
        ClaimedVersion? version,
        string? revision,
        ImmutableArray<ImageTag> tags,
        ImmutableArray<Diagnostic>.Builder errors
    )
    {
        var created = CreationTime.Choose(request, sourceControl, errors);
        var sets = LabelSet.Parse(request.LabelSets, errors);
        return new()
        {
            Tags = tags,
            Labels = GeneratedLabels.Create(
                request,
                sets,
                new(
                    Created: Timestamp.Format(created.Time),
                    Source: OrNull(request.RepositoryUrl) is { } url ? RemoteUrl.FromProject(url) : sourceControl?.RepositoryUrl,
                    Revision: revision,
                    Version: version?.Text ?? DevelopmentVersion(revision) ?? DevelopmentVersion(sourceControl?.Commit),
                    ExactTag: tags.IsEmpty ? "" : tags[0].ToString()
                )
            ),
            BaseDigestWanted = GeneratedLabels.WantBaseDigest(request, sets),
            Version = version?.Text,
            VersionOrigin = version?.Origin,
            Created = created.Time,
            CreatedOrigin = created.Origin,
            CreatedByClock = created.IsClock,
            SourceRevision = sourceControl,
        };
    }

    private static string? DevelopmentVersion(string? revision) => revision is null ? null : CommitId.DevelopmentVersion(revision);

    private static string Summary(MetadataResult result)
    {
        var version = result.Version is null ? "No version is set" : $"Version {result.Version} from {result.VersionOrigin}";
        var commit = result.SourceRevision?.Commit is { } id
            ? $"commit {CommitId.Shorten(id)} from {result.SourceRevision.Origin}"
            : "no commit";
        return $"{version}; {commit}; created {Timestamp.Format(result.Created)} from {result.CreatedOrigin}.";
    }

    // Properties written over several lines carry the white space around their value.
    private static string? OrNull(string? property) => string.IsNullOrWhiteSpace(property) ? null : property.Trim();
}
