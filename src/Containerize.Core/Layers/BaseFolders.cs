using System.Collections.Immutable;
using System.Globalization;
using Containerize.Tar;

namespace Containerize.Layers;

/// <summary>
/// What the base has on the way to the application's files. A layer restates these folders as they are: engines that
/// unpack each layer by itself would give a folder that it does not list attributes of their own, and hide the base's.
/// </summary>
internal sealed class BaseFolders
{
    private readonly ImmutableSortedDictionary<string, string> _moved;
    private readonly ImmutableSortedDictionary<string, TarAttributes> _kept;

    private BaseFolders(ImmutableSortedDictionary<string, string> moved, ImmutableSortedDictionary<string, TarAttributes> kept)
    {
        (_moved, _kept) = (moved, kept);
        Key = string.Concat(
            moved
                .Select(pair => $"{pair.Key}\0{pair.Value}\0")
                .Concat(
                    kept.Select(pair =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{pair.Key}\0{pair.Value.Mode} {pair.Value.UserId} {pair.Value.GroupId} {pair.Value.ModifiedTime}\0"
                        )
                    )
                )
        );
    }

    /// <summary>The base has nothing there.</summary>
    public static BaseFolders None { get; } =
        new(
            ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
            ImmutableSortedDictionary.Create<string, TarAttributes>(StringComparer.Ordinal)
        );

    public bool IsEmpty => _moved.IsEmpty && _kept.IsEmpty;

    /// <summary>Everything in here as text: equal texts make equal layers of equal files.</summary>
    public string Key { get; }

    /// <summary>Looks at the base for all folders that layers need.</summary>
    /// <exception cref="BaseConflictException">The base has something else under one of the names.</exception>
    public static BaseFolders Create(BaseTree tree, IEnumerable<LayerContent> layers)
    {
        var moved = None._moved.ToBuilder();
        var kept = None._kept.ToBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in layers.SelectMany(layer => layer.Files.Select(layer.WrittenPath).Concat(layer.OwnedFolders.Select(InFolder))))
        {
            var folder = FolderOf(path);
            if (seen.Add(folder))
            {
                var place = tree.Resolve(folder);
                if (place != folder)
                {
                    moved[folder] = place;
                }

                foreach (var parent in LayerTarWriter.Parents($"{place}/"))
                {
                    if (tree.FolderAt(parent) is { } attributes)
                    {
                        kept[parent] = attributes;
                    }
                }
            }

            if (tree.HasFolder(Place(moved, path)))
            {
                throw new BaseConflictException($"/{path}", "is a folder");
            }
        }

        return moved.Count + kept.Count == 0 ? None : new BaseFolders(moved.ToImmutable(), kept.ToImmutable());
    }

    /// <summary>Where a file is in the image, links of the base followed.</summary>
    public string Place(string path) => _moved.IsEmpty ? path : Place(_moved, path);

    /// <summary>The entry of a folder: the base's own, or that of a new one.</summary>
    /// <param name="name">With a slash at its end.</param>
    public TarEntry Describe(string name)
    {
        var attributes = _kept.TryGetValue(name, out var own)
            ? own
            : new TarAttributes(FileModes.Directory, 0, 0, LayerTarWriter.ModifiedTime);
        return new TarEntry
        {
            Type = TarEntryType.Directory,
            Name = name,
            Mode = attributes.Mode,
            UserId = attributes.UserId,
            GroupId = attributes.GroupId,
            ModifiedTime = attributes.ModifiedTime,
        };
    }

    /// <summary>Folders of the base below another that are not what a new folder would be: without slashes around them.</summary>
    public IEnumerable<string> SpecialBelow(string folder)
    {
        var root = $"{Place($"{folder.Trim('/')}/.")[..^1]}";
        return _kept
            .Where(pair =>
                pair.Key.Length > root.Length
                && pair.Key.StartsWith(root, StringComparison.Ordinal)
                && pair.Value is not { Mode: FileModes.Directory, UserId: 0, GroupId: 0 }
            )
            .Select(pair => pair.Key.Trim('/'));
    }

    private static string Place(IReadOnlyDictionary<string, string> moved, string path)
    {
        var folder = FolderOf(path);
        return moved.TryGetValue(folder, out var place)
            ? $"{place}{(place.Length == 0 ? "" : "/")}{path[(folder.Length == 0 ? 0 : folder.Length + 1)..]}"
            : path;
    }

    /// <summary>A path that is written into an empty folder, so that the folder is above it.</summary>
    private static string InFolder(OwnedFolder folder) => $"{folder.Path}/.";

    private static string FolderOf(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];
}
