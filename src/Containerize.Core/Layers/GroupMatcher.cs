using System.Collections.Immutable;
using Microsoft.Extensions.FileSystemGlobbing;

namespace Containerize.Layers;

/// <summary>Finds the project's own group for a file. The globbing library is loaded only where there are groups.</summary>
internal static class GroupMatcher
{
    public static Func<LayerFile, LayerGroup?> Create(ImmutableArray<LayerGroup> groups) =>
        groups.IsEmpty ? _ => null : CreateGlobs(groups);

    /// <summary>Groups that no file goes to.</summary>
    public static IEnumerable<LayerGroup> WithoutFiles(ImmutableArray<LayerGroup> groups, ImmutableArray<LayerFile> files) =>
        groups.IsEmpty ? [] : groups.Except(files.Select(Create(groups)).OfType<LayerGroup>());

    private static Func<LayerFile, LayerGroup?> CreateGlobs(ImmutableArray<LayerGroup> groups)
    {
        var matchers = groups
            .Select(group =>
            {
                var matcher = new Matcher(StringComparison.Ordinal);
                matcher.AddIncludePatterns(group.Patterns);
                return (group, matcher);
            })
            .ToList();
        return file => matchers.FirstOrDefault(pair => pair.matcher.Match(file.Name).HasMatches).group;
    }
}
