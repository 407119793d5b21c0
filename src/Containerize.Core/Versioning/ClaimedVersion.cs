using Containerize.Diagnostics;
using NuGet.Versioning;

namespace Containerize.Versioning;

/// <summary>A version somebody set.</summary>
/// <param name="Text">As it was written, with <c>+metadata</c>, without a git tag's <c>v</c>.</param>
/// <param name="Version">What it means.</param>
/// <param name="Origin">Where it was written, in words.</param>
public sealed record ClaimedVersion(string Text, NuGetVersion Version, string Origin)
{
    /// <summary>Reads the version that a project sets: what NuGet takes as a version, so up to four numbers.</summary>
    /// <returns>Null where <paramref name="text"/> is none; <paramref name="errors"/> then has CTZ6001.</returns>
    public static ClaimedVersion? FromProject(string text, ICollection<Diagnostic> errors)
    {
        if (NuGetVersion.TryParse(text, out var version))
        {
            return new(text, version, "the project");
        }

        errors.Add(MetadataDiagnostics.InvalidVersion.Create(text));
        return null;
    }

    /// <summary>The highest version among tags such as <c>v1.2.3</c> and <c>1.2.3-rc.1</c>; null where none is one.</summary>
    public static ClaimedVersion? FromGitTags(IEnumerable<string> tags) => tags
        .Select(FromGitTag)
        .OfType<ClaimedVersion>()
        .OrderByDescending(claimed => claimed.Version, VersionComparer.VersionReleaseMetadata)
        .ThenBy(claimed => claimed.Origin, StringComparer.Ordinal)
        .FirstOrDefault();

    // Strictly three numbers, as SemVer 2.0.0 has it: a tag "7" or "2024.05" is as likely something else.
    private static ClaimedVersion? FromGitTag(string tag)
    {
        var text = tag is ['v' or 'V', ..] ? tag[1..] : tag;
        return SemanticVersion.TryParse(text, out _) && NuGetVersion.TryParse(text, out var version)
            ? new(text, version, $"git tag {tag}")
            : null;
    }
}
