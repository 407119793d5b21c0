using Containerize.Tar;

namespace Containerize.Layers;

/// <summary>A path that the base has something else under than the application needs there.</summary>
internal sealed class BaseConflictException(string path, string reason) : Exception($"'{path}' {reason}")
{
    public string Path => path;

    public string Reason => reason;
}

/// <summary>The folders, links and files of a base, as a container sees them: its layers on top of each other.</summary>
internal sealed class BaseTree
{
    // Linux follows no more: path_resolution(7).
    private const int MaximumLinks = 40;

    private readonly Node _root = new(ListedKind.Folder);

    /// <summary>Puts a layer on top of what is there.</summary>
    public void Add(LayerListing layer)
    {
        // Whiteouts are for lower layers alone, wherever in their own they are.
        foreach (var entry in layer.Entries)
        {
            if (entry.Kind is ListedKind.Whiteout)
            {
                Split(entry.Path, out var folder, out var name);
                Find(folder)?.Children.Remove(name);
            }
            else if (entry.Kind is ListedKind.Opaque)
            {
                Find(entry.Path)?.Children.Clear();
            }
        }

        foreach (var entry in layer.Entries.Where(entry => entry.Kind is not (ListedKind.Whiteout or ListedKind.Opaque)))
        {
            Put(entry);
        }
    }

    /// <summary>Where a folder is once all links on the way are followed, inside of the base; what is missing is named as it is.</summary>
    /// <param name="path">Without slashes around it.</param>
    /// <exception cref="BaseConflictException">A file is in the way, or links lead in a circle.</exception>
    public string Resolve(string path)
    {
        var rest = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        List<string> found = [];
        for (var links = 0; rest.TryPop(out var name); )
        {
            if (name is "." or "..")
            {
                found.RemoveRange(name == ".." && found.Count > 0 ? found.Count - 1 : found.Count, name == ".." && found.Count > 0 ? 1 : 0);
                continue;
            }

            found.Add(name);
            var here = string.Join('/', found);
            switch (Find(here))
            {
                case { Kind: ListedKind.File }:
                    throw new BaseConflictException($"/{here}", "is a file");
                case { Kind: ListedKind.SymbolicLink } link when ++links > MaximumLinks:
                    throw new BaseConflictException($"/{here}", $"is a symbolic link to '{link.LinkName}', which leads back to itself");
                case { Kind: ListedKind.SymbolicLink } link:
                    found.RemoveRange(link.LinkName.StartsWith('/') ? 0 : found.Count - 1, link.LinkName.StartsWith('/') ? found.Count : 1);
                    foreach (var part in link.LinkName.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
                    {
                        rest.Push(part);
                    }

                    break;
            }
        }

        return string.Join('/', found);
    }

    /// <summary>What a folder of the base is like; null where it has none there, or does not say.</summary>
    public TarAttributes? FolderAt(string path) => Find(path) is { Kind: ListedKind.Folder } folder ? folder.Attributes : null;

    public bool HasFolder(string path) => Find(path) is { Kind: ListedKind.Folder };

    private void Put(ListedEntry entry)
    {
        Split(entry.Path, out var folder, out var name);
        var parent = _root;
        foreach (var part in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            // A layer need not list its folders.
            parent = parent.Children.TryGetValue(part, out var child) ? child : parent.Children[part] = new Node(ListedKind.Folder);
        }

        if (entry.Kind != ListedKind.Folder || !parent.Children.TryGetValue(name, out var node) || node.Kind != ListedKind.Folder)
        {
            parent.Children[name] = node = new Node(entry.Kind);
        }

        node.LinkName = entry.LinkName;
        node.Attributes = entry.Kind == ListedKind.Folder ? entry.Attributes : null;
    }

    private Node? Find(string path)
    {
        var node = _root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!node.Children.TryGetValue(part, out node))
            {
                return null;
            }
        }

        return node;
    }

    private static void Split(string path, out string folder, out string name)
    {
        var slash = path.LastIndexOf('/');
        (folder, name) = (path[..Math.Max(slash, 0)], path[(slash + 1)..]);
    }

    private sealed class Node(ListedKind kind)
    {
        private Dictionary<string, Node>? _children;

        public ListedKind Kind => kind;

        public string LinkName { get; set; } = "";

        public TarAttributes? Attributes { get; set; }

        public Dictionary<string, Node> Children => _children ??= new(StringComparer.Ordinal);
    }
}
