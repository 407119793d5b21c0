using NuGet.Versioning;

namespace Containerize.Versioning;

/// <summary>Says of the tags of one version what may move them.</summary>
/// <param name="context">What is built.</param>
/// <param name="version">The version.</param>
/// <param name="exactTag">The tag of the whole version.</param>
internal sealed class VersionedTags(TagContext context, ClaimedVersion version, string exactTag)
{
    private readonly string _text = version.Version.ToNormalizedString();
    private HighestVersions? _git;

    /// <summary>A version that was counted from a git tag is nobody's promise: another branch may count to the same.</summary>
    public PlannedTag Exact =>
        new(exactTag, IsFixed ? TagMovement.Fixed : TagMovement.Free)
        {
            Version = _text,
            ExactTag = exactTag,
            Revision = IsFixed ? context.CommittedRevision : "",
        };

    private bool IsFixed => version.IsSet && !context.AllowOverwrite;

    /// <summary>A prerelease that somebody wants <c>latest</c> for has no order among the stable versions.</summary>
    public PlannedTag Moving(string name, int scope) =>
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

        return _git.Above(scope) is { } higher && NuGetVersion.Parse(higher) is var found
            ? context.GitVersions.First(one => one.Version.Equals(found, VersionComparison.VersionRelease)).GitTag
            : "";
    }
}
