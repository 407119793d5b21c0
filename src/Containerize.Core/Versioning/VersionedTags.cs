using Containerize.Oci;
using NuGet.Versioning;

namespace Containerize.Versioning;

/// <summary>Says of the tags of one version what may move them.</summary>
/// <param name="context">What is built.</param>
/// <param name="version">The version.</param>
/// <param name="exactTag">The tag of the whole version; null where it would not be valid.</param>
internal sealed class VersionedTags(TagContext context, ClaimedVersion version, Tag? exactTag)
{
    private readonly string _text = version.Version.ToNormalizedString();
    private HighestVersions? _git;

    /// <summary>A version that was counted from a git tag is not fixed: another branch may count to the same.</summary>
    public ImageTag Exact(Tag name) =>
        new(name, IsFixed ? TagMovement.Fixed : TagMovement.Free)
        {
            Version = _text,
            ExactTag = name,
            Revision = IsFixed ? context.CommittedRevision : "",
        };

    private bool IsFixed => version.IsSet && !context.AllowOverwrite;

    /// <summary>A prerelease that a rule gives <c>latest</c> has no order among the stable versions.</summary>
    public ImageTag Moving(Tag name, int scope) =>
        version.Version.IsPrerelease
            ? new(name)
            : new(name, TagMovement.Forward)
            {
                Scope = scope,
                Version = _text,
                ExactTag = exactTag,
                HigherInGit = HigherInGit(scope),
            };

    private string HigherInGit(int scope)
    {
        if (context.GitVersions.IsEmpty)
        {
            return "";
        }

        if (_git is null)
        {
            _git = new HighestVersions(version.Version, _text);
            foreach (var one in context.GitVersions)
            {
                _git.Add(one.Version.ToNormalizedString());
            }
        }

        return _git.Above(scope) is { } higher && NuGetVersion.Parse(higher.ToString()) is var found
            ? context.GitVersions.First(one => one.Version.Equals(found, VersionComparison.VersionRelease)).GitTag
            : "";
    }
}
