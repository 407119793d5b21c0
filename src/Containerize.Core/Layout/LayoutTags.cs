using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>The tags in the <c>index.json</c> of a layout. Source: OCI image specification, annotations.md, <c>ref.name</c>.</summary>
internal static class LayoutTags
{
    /// <summary>
    /// What <paramref name="tag"/> means: a digest, or a tag. Most tools write the tag alone; crane and older ones a whole
    /// reference that ends in it, which counts where none is the tag itself.
    /// </summary>
    public static IEnumerable<Descriptor> Find(IReadOnlyCollection<Descriptor> entries, string tag) =>
        entries.Any(entry => RefName(entry) == tag)
            ? entries.Where(entry => RefName(entry) == tag)
            : entries.Where(entry => TagOf(entry) == tag || $"@{entry.Digest}" == tag);

    public static string? TagOf(Descriptor entry) => RefName(entry) is { } name ? name[(name.LastIndexOf(':') + 1)..] : null;

    /// <summary>The tags for a message.</summary>
    public static string Describe(ImageIndex root)
    {
        var tags = string.Join(", ", root.Manifests.Select(TagOf).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        return tags.Length == 0 ? "no tags" : tags;
    }

    /// <summary>What distinguishes images, as it is written after a path: the tag, or where several have it, the digest.</summary>
    public static string DescribeChoices(IReadOnlyCollection<Descriptor> meant, IReadOnlyCollection<Descriptor> all)
    {
        return string.Join(", ", meant.Select(Choice).Distinct().Order(StringComparer.Ordinal));

        string Choice(Descriptor entry) =>
            TagOf(entry) is { } tag && Find(all, tag).All(other => other.Digest == entry.Digest) ? $":{tag}"
            : RefName(entry) is { } name ? $"@{entry.Digest} ({name})"
            : $"@{entry.Digest}";
    }

    private static string? RefName(Descriptor entry) => entry.Annotations.GetValueOrDefault(ImageDocuments.RefName);
}
