using System.Text.Json.Nodes;
using Containerize.Caching;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Building;

/// <summary>
/// Whether an image that a version's tag points to is one that a build of this commit may have made: everyone who can push to
/// the repository can write the commit into a label. Pure.
/// </summary>
internal static class PublishedBefore
{
    /// <summary>Labels are looked at elsewhere; the others are names that Docker's classic builder gives anew each time.</summary>
    private static readonly string[] Passing = ["Labels", "Hostname", "Image"];

    /// <summary>Why it is not, in words; null where it may be.</summary>
    /// <param name="published">What is there, with the commit as its label.</param>
    /// <param name="built">What was built.</param>
    /// <param name="key">By which builds of one pipeline believe each other; null for none.</param>
    public static string? Doubt(Image published, BuiltImage built, LayerKey? key)
    {
        var below = built.Image.Layers.Length - built.AddedLayers.Length;
        var hasBase = Layers(published, below).SequenceEqual(Layers(built.Image, below));

        // A base that was patched meanwhile says so in its variables.
        if (!JsonNode.DeepEquals(Settings(published.Config, hasBase), Settings(built.Image.Config, hasBase)))
        {
            return "its settings differ from this build's";
        }

        return
            key is null
            || (hasBase && Enumerable.Range(below, published.Layers.Length - below).All(index => key.HasSigned(published, index)))
            ? null
            : "this build's key does not vouch for its layers, or its base is another";
    }

    private static IEnumerable<(Digest DiffId, Digest Blob)> Layers(Image image, int count) =>
        image.Config.DiffIds.Zip(image.Manifest.Layers, (diffId, layer) => (diffId, layer.Digest)).Take(count);

    private static JsonObject? Settings(ImageConfig config, bool withVariables)
    {
        var settings = JsonNode.Parse(config.RawBytes.AsSpan())?["config"] as JsonObject;
        foreach (var name in withVariables ? Passing : [.. Passing, "Env"])
        {
            _ = settings?.Remove(name);
        }

        return settings;
    }
}
