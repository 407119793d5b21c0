using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Metadata;

/// <summary>Finds an image's tags, labels and date from the project, git, CI variables and the clock.</summary>
public static class ContainerMetadata
{
    /// <exception cref="ContainerizeException">All mistakes in the request together: illegal tags (CTZ1002), and
    /// versions, dates and label sets that are none (CTZ6001 to CTZ6006).</exception>
    public static MetadataResult Resolve(MetadataRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        var sourceControl = SourceControlReader.Read(request, log, cancellationToken);
        var result = Describe(request, sourceControl);
        log.Write(MessageImportance.Normal, Summary(result));
        return result;
    }

    /// <summary>The pure part: everything about the image that follows from the request and the commit.</summary>
    private static MetadataResult Describe(MetadataRequest request, SourceControl? sourceControl)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var named = ExplicitTags.Parse(request.ImageTag, request.ImageTags, errors);
        var revision = OrNull(request.Revision) ?? sourceControl?.Commit;
        var version = OrNull(request.Version) is { } text
            ? ClaimedVersion.FromProject(text, errors)
            : ClaimedVersion.FromGitTags(sourceControl?.Tags ?? []);
        var tags = TagRules.Choose(named, version, revision, errors);
        var created = CreationTime.Choose(request, sourceControl, errors);
        var sets = LabelSet.Parse(request.LabelSets, errors);
        if (errors.Count > 0)
        {
            throw new ContainerizeException(errors.ToImmutable());
        }

        return new()
        {
            Tags = tags,
            Labels = GeneratedLabels.Of(request, sets, new(
                Created: Timestamp.Format(created.Time),
                Source: OrNull(request.RepositoryUrl) is { } url ? RemoteUrl.FromProject(url) : sourceControl?.RepositoryUrl,
                Revision: revision,
                Version: version?.Text ?? (revision is null ? null : CommitId.DevelopmentVersion(revision)),
                ExactTag: tags[0])),
            BaseDigestWanted = GeneratedLabels.WantBaseDigest(request, sets),
            Version = version?.Text,
            VersionOrigin = version?.Origin,
            Created = created.Time,
            CreatedOrigin = created.Origin,
            CreatedByClock = created.IsClock,
            SourceControl = sourceControl,
        };
    }

    private static string Summary(MetadataResult result)
    {
        var version = result.Version is null ? "No version is set" : $"Version {result.Version} from {result.VersionOrigin}";
        var commit = result.SourceControl?.Commit is { } id ? $"commit {CommitId.Shorten(id)} from {result.SourceControl.Origin}" : "no commit";
        return $"{version}; {commit}; created {Timestamp.Format(result.Created)} from {result.CreatedOrigin}.";
    }

    // Properties written over several lines carry the white space around their value.
    private static string? OrNull(string? property) => string.IsNullOrWhiteSpace(property) ? null : property.Trim();
}
