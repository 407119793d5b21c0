using System.Collections.Immutable;
using Containerize.Diagnostics;

namespace Containerize.Caching;

/// <summary>Where this machine's cache is, and how large it may get.</summary>
internal sealed record CacheOptions
{
    /// <summary>2 GB.</summary>
    public const long DefaultLimit = 2_000_000_000;

    /// <summary>No cache: nothing is found, nothing kept.</summary>
    public static readonly CacheOptions None = new() { Path = null };

    /// <summary>An absolute path, or null for no cache.</summary>
    public required string? Path { get; init; }

    /// <summary>Bytes that what is kept may take.</summary>
    public long Limit { get; init; } = DefaultLimit;

    /// <summary>Says what was used last, and which files may still change.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <param name="path"><c>ContainerCachePath</c>, relative to the project; empty for the user's cache folder.</param>
    /// <param name="limit"><c>ContainerCacheLimit</c>; empty for <see cref="DefaultLimit"/>, zero for no cache.</param>
    /// <param name="projectDirectory">The project's folder.</param>
    /// <param name="environment">The build's variables, which tell the user's cache folder.</param>
    /// <param name="errors">Receives CTZ1023 where the limit is not a size.</param>
    public static CacheOptions Parse(
        string path,
        string limit,
        string projectDirectory,
        IReadOnlyDictionary<string, string> environment,
        ImmutableArray<Diagnostic>.Builder errors
    )
    {
        var bytes = DefaultLimit;
        if (limit.Length > 0 && !ByteSize.TryParse(limit, out bytes))
        {
            errors.Add(InputDiagnostics.InvalidCacheLimit.Create(limit));
        }

        var folder =
            path.Length > 0
                ? System.IO.Path.GetFullPath(path, projectDirectory)
                : CacheLocation.Find(environment, CacheLocation.ThisPlatform);
        return bytes == 0 ? None : new CacheOptions { Path = folder, Limit = bytes };
    }
}
