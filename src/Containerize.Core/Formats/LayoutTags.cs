using Containerize.Oci;

namespace Containerize.Formats;

/// <summary>The tags in the <c>index.json</c> of a layout. Source: OCI image specification, annotations.md, <c>ref.name</c>.</summary>
internal static class LayoutTags
{
    /// <summary>Most tools write the tag alone; crane and older ones a whole reference that ends in it.</summary>
    public static bool Matches(Descriptor entry, string tag) => TagOf(entry) == tag;

    public static string? TagOf(Descriptor entry) =>
        entry.Annotations.TryGetValue(ImageDocuments.RefName, out var name) ? name[(name.LastIndexOf(':') + 1)..] : null;

    /// <summary>The tags for a message.</summary>
    public static string Describe(ImageIndex root)
    {
        var tags = string.Join(", ", root.Manifests.Select(TagOf).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        return tags.Length == 0 ? "no tags" : tags;
    }
}
