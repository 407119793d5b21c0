using System.Collections.Immutable;
using NuGet.Versioning;

namespace Containerize.Versioning;

/// <summary>Tags that move with a version, by semantic versioning.</summary>
internal static class VersionTags
{
    public const string Latest = "latest";

    /// <summary>
    /// <c>1.2.3</c> gives <c>1.2.3</c>, <c>1.2</c>, <c>1</c>, <c>latest</c>. A prerelease gives only itself: no one who
    /// follows a released version asked for it. <c>0</c> alone is no tag, as 0.x versions promise nothing to each other
    /// (SemVer 2.0.0, 4). A tag cannot hold <c>+</c>: metadata is dropped.
    /// </summary>
    /// <returns>The exact version first. It alone may be too long for a tag.</returns>
    public static ImmutableArray<string> Create(NuGetVersion version)
    {
        var exact = version.ToNormalizedString();
        if (version.IsPrerelease)
        {
            return [exact];
        }

        var numbers = exact.Split('.');
        var shorter = Enumerable
            .Range(1, numbers.Length - 1)
            .Select(dropped => string.Join('.', numbers[..^dropped]))
            .Where(tag => tag != "0");
        return [exact, .. shorter, Latest];
    }
}
