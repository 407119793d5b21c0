using System.Runtime.InteropServices;

namespace Containerize.Caching;

/// <summary>Where each system wants a user's caches to be.</summary>
internal static class CacheLocation
{
    private const string Name = "containerize";

    public static OSPlatform ThisPlatform =>
        OperatingSystem.IsWindows() ? OSPlatform.Windows
        : OperatingSystem.IsMacOS() ? OSPlatform.OSX
        : OSPlatform.Linux;

    /// <summary>The folder, or null where the variables do not tell one. Source: XDG base directory specification.</summary>
    /// <param name="environment">The build's variables.</param>
    /// <param name="platform">Whose customs are followed.</param>
    public static string? Find(IReadOnlyDictionary<string, string> environment, OSPlatform platform)
    {
        if (platform == OSPlatform.Windows)
        {
            return Below("LOCALAPPDATA", Name, "cache");
        }

        return platform == OSPlatform.OSX
            ? Below("HOME", "Library", "Caches", Name)
            : Below("XDG_CACHE_HOME", Name) ?? Below("HOME", ".cache", Name);

        // A relative path would be another folder in each project; XDG's specification ignores it too.
        string? Below(string variable, params ReadOnlySpan<string> names) =>
            environment.TryGetValue(variable, out var root)
            && (Path.IsPathFullyQualified(root) || (platform == OSPlatform.Windows && root.Length > 0))
                ? Path.Combine([root, .. names])
                : null;
    }
}
