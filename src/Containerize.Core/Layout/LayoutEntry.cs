using System.Text.Json.Nodes;
using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>An entry of the <c>index.json</c> of a layout.</summary>
/// <param name="Descriptor">What of it is understood here.</param>
/// <param name="Json">All that it says: others write fields and annotations of their own.</param>
internal sealed record LayoutEntry(Descriptor Descriptor, JsonObject Json)
{
    private const string AnnotationsField = "annotations";

    public bool IsOurs => Find(LayoutMarks.Repository) is not null;

    public string Repository => Find(LayoutMarks.Repository) ?? "";

    /// <summary>Whose last image it is; null if it is no project's.</summary>
    public string? Project => Find(LayoutMarks.Project);

    public string? RefName => Find(ImageDocuments.RefName);

    public string? FullName => Find(ImageDocuments.ContainerdName);

    public string? Tag => LayoutTags.TagOf(Descriptor);

    /// <summary>What it is called in messages.</summary>
    public string Name => IsOurs ? $"{Repository}:{Tag}" : RefName ?? FullName ?? Descriptor.Digest.ToString();

    public static LayoutEntry From(Descriptor descriptor) =>
        new(descriptor, JsonNode.Parse(OciJson.Write(descriptor.Write).AsSpan())!.AsObject());

    /// <summary>The entry with one annotation set, or removed where the value is null.</summary>
    public LayoutEntry With(string key, string? value)
    {
        var json = Json.DeepClone().AsObject();
        if (json[AnnotationsField] is not JsonObject annotations)
        {
            json[AnnotationsField] = annotations = [];
        }

        _ = annotations.Remove(key);
        if (value is not null)
        {
            annotations[key] = value;
        }

        var known = Descriptor.Annotations.Remove(key);
        return new(Descriptor with { Annotations = value is null ? known : known.SetItem(key, value) }, json);
    }

    public string? Find(string key) => Descriptor.Annotations.GetValueOrDefault(key);
}
