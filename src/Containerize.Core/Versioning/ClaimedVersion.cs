using Containerize.Diagnostics;
using NuGet.Versioning;

namespace Containerize.Versioning;

/// <summary>A version that is set.</summary>
/// <param name="Text">As it was written, with <c>+metadata</c>, without a git tag's <c>v</c>.</param>
/// <param name="Version">What it means.</param>
/// <param name="Origin">Where it was written, in words.</param>
internal sealed record ClaimedVersion(string Text, NuGetVersion Version, string Origin)
{
    /// <summary>Whether the version was written like this; false for one that was counted from an older git tag.</summary>
    public bool IsSet { get; init; } = true;

    /// <summary>The git tag that it is; empty for another origin.</summary>
    public string GitTag { get; init; } = "";

    /// <summary>Reads the version that a project sets: what NuGet takes as a version, so up to four numbers.</summary>
    /// <param name="text">What is set.</param>
    /// <param name="origin">Where, in words.</param>
    /// <param name="property">Its name, for the message.</param>
    /// <param name="errors">Gets CTZ6001.</param>
    /// <returns>Null where <paramref name="text"/> is none.</returns>
    public static ClaimedVersion? FromProject(string text, string origin, string property, ICollection<Diagnostic> errors)
    {
        if (NuGetVersion.TryParse(text, out var version))
        {
            return new(text, version, origin);
        }

        errors.Add(
            MetadataDiagnostics.InvalidVersion.Create(
                property,
                text,
                Parse(text, origin) is { } meant
                    ? $"Leave the '{text[0]}' out: '{meant.Text}'."
                    : "Set it to a semantic version such as 1.2.3 or 1.3.0-beta.2."
            )
        );
        return null;
    }

    /// <summary>What a person may write in a tag rule: with a leading <c>v</c> too. Null where it is no version.</summary>
    public static ClaimedVersion? Parse(string text, string origin)
    {
        var number = text is ['v' or 'V', ..] ? text[1..] : text;
        return NuGetVersion.TryParse(number, out var version) ? new(number, version, origin) { GitTag = number == text ? "" : text } : null;
    }

    /// <summary>
    /// The highest of them; of equal ones the first by name. A date counts only where there is no other. Null where there is none.
    /// </summary>
    public static ClaimedVersion? Highest(IEnumerable<ClaimedVersion> versions) =>
        versions
            .OrderBy(claimed => CalendarVersion.IsDate(claimed.Version))
            .ThenByDescending(claimed => claimed.Version, VersionComparer.VersionReleaseMetadata)
            .ThenBy(claimed => claimed.Origin, StringComparer.Ordinal)
            .FirstOrDefault();

    /// <summary>Strictly three numbers, as SemVer 2.0.0 has it: a tag "7" or "2024.05" is as likely something else.</summary>
    /// <param name="tag">A git tag.</param>
    /// <param name="prefix"><c>ContainerVersionTagPrefix</c>: only tags that begin with it count. A <c>v</c> may follow.</param>
    public static ClaimedVersion? FromGitTag(string tag, string prefix)
    {
        if (!tag.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = tag[prefix.Length..];
        var text = rest is ['v' or 'V', ..] && prefix is not [.., 'v' or 'V'] ? rest[1..] : rest;
        return SemanticVersion.TryParse(text, out _) && NuGetVersion.TryParse(text, out var version)
            ? new(text, version, $"git tag {tag}") { GitTag = tag }
            : null;
    }

    /// <summary>
    /// The version of a commit that is <paramref name="height"/> commits after this tag's, as MinVer documents it: after
    /// a release it is on the way to the next patch, after a prerelease it is that prerelease's next.
    /// </summary>
    public ClaimedVersion At(int height)
    {
        if (height == 0)
        {
            return this;
        }

        var text = Version.IsPrerelease
            ? $"{Version.Major}.{Version.Minor}.{Version.Patch}-{Version.Release}.{height}"
            : $"{Version.Major}.{Version.Minor}.{Version.Patch + 1}-alpha.0.{height}";
        return new(text, NuGetVersion.Parse(text), $"{Origin} and {height} commit{(height == 1 ? "" : "s")}") { IsSet = false };
    }
}
