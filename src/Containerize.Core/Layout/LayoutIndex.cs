using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Layout;

/// <summary>
/// The <c>index.json</c> of a layout that has images of others too, and stays theirs in all that this package does not
/// write. A changed one is a new one. Pure.
/// </summary>
internal sealed class LayoutIndex
{
    private const string ManifestsField = "manifests";

    private readonly JsonObject _root;

    private LayoutIndex(JsonObject root, ImmutableArray<LayoutEntry> entries) => (_root, Entries) = (root, entries);

    public static LayoutIndex Empty { get; } = Parse([.. ImageIndex.Create([]).RawBytes]);

    public ImmutableArray<LayoutEntry> Entries { get; }

    public ImmutableArray<byte> RawBytes =>
        OciJson.Write(writer =>
        {
            var root = _root.DeepClone().AsObject();
            root[ManifestsField] = new JsonArray([.. Entries.Select(entry => entry.Json.DeepClone())]);
            root.WriteTo(writer);
        });

    /// <exception cref="FormatException">It is not an index; the message says why.</exception>
    public static LayoutIndex Parse(byte[] bytes)
    {
        var index = ImageIndex.Parse([.. bytes]);
        var root = JsonNode.Parse(bytes)!.AsObject();
        var manifests = root[ManifestsField] as JsonArray ?? [];
        return new(root, [.. index.Manifests.Zip(manifests, (descriptor, json) => new LayoutEntry(descriptor, json!.AsObject()))]);
    }

    /// <summary>An entry that has one of these names and is what another project built last; null where there is none.</summary>
    public LayoutEntry? FindTaken(ImageName name, string project) =>
        Entries.FirstOrDefault(entry => entry.Project is { } other && other != project && IsNamed(entry, name));

    /// <summary>
    /// The index with an image under its names, and what went for it: what had one of these names, and where
    /// <paramref name="replacesFormer"/>, whatever the project built last.
    /// </summary>
    /// <param name="images">The image.</param>
    /// <param name="name">Its names.</param>
    /// <param name="marks">Annotations beside them; <see cref="LayoutMarks.Project"/> is one.</param>
    /// <param name="replacesFormer">Whether the layout is a product of the project's build.</param>
    public (LayoutIndex Index, ImmutableArray<LayoutEntry> Replaced) With(
        ImageSet images,
        ImageName name,
        IReadOnlyDictionary<string, string> marks,
        bool replacesFormer
    )
    {
        var project = marks[LayoutMarks.Project];
        var replaced = Entries.Where(entry => IsNamed(entry, name) || (replacesFormer && entry.Project == project)).ToImmutableArray();
        var kept = Entries
            .Except(replaced)
            .Select(entry => entry.Project == project ? entry.With(LayoutMarks.Project, null) : entry)
            .ToList();
        var added = ImageDocuments.Entries(images, name).Zip(name.Tags, (entry, tag) => Marked(entry, tag, marks));
        ImmutableArray<LayoutEntry> all =
        [
            .. kept.Where(entry => !entry.IsOurs),
            .. kept.Where(entry => entry.IsOurs)
                .Concat(added)
                .OrderBy(entry => entry.Repository, StringComparer.Ordinal)
                .ThenBy(entry => entry.Descriptor.Digest.ToString(), StringComparer.Ordinal),
        ];
        return (
            new(_root, [.. all.Select(entry => entry.IsOurs ? entry.With(ImageDocuments.RefName, RefNameOf(entry, all)) : entry)]),
            replaced
        );
    }

    private static LayoutEntry Marked(Descriptor entry, ImageTag tag, IReadOnlyDictionary<string, string> marks)
    {
        var annotations = entry.Annotations.SetItems(marks);
        return LayoutEntry.From(
            entry with
            {
                Annotations =
                    tag.Movement == TagMovement.Free ? annotations : annotations.SetItem(TagAnnotation.Key, TagAnnotation.Write(tag)),
            }
        );
    }

    /// <summary>
    /// The tag, which other tools look for; where images of several repositories have it, each has its repository
    /// before it: a reader then fails with the tag alone, and does not get another image than it means.
    /// </summary>
    private static string RefNameOf(LayoutEntry entry, ImmutableArray<LayoutEntry> all)
    {
        var tag = entry.Tag!;
        return all.Any(other => other.IsOurs ? other.Tag == tag && other.Repository != entry.Repository : other.RefName == tag)
            ? entry.Name
            : tag;
    }

    private static bool IsNamed(LayoutEntry entry, ImageName name) =>
        name.Tags.Any(tag =>
            entry.IsOurs
                ? entry.Repository == name.Repository.ToString() && entry.Tag == tag.ToString()
                : entry.FullName == ImageDocuments.FullName(name.Repository.ToString(), tag.ToString())
                    || entry.RefName == $"{name.Repository}:{tag}"
        );
}
