using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Layers;

/// <summary>
/// The layers that a build adds, as the image's history records them. Source: OCI image specification, config.md, <c>history</c>.
/// </summary>
internal static class LayerHistory
{
    private const string CreatedBy = "Containerize.Sdk";

    public static ImmutableArray<AddedLayer> Record(ImmutableArray<BuiltLayer> layers) =>
        [.. layers.Select(layer => new AddedLayer(layer.DiffId, CreatedBy, layer.Name))];

    /// <summary>The names of the layers that <see cref="Record"/> put on top, the lowest first.</summary>
    public static ImmutableArray<string> ReadNames(ImageConfig config) =>
        [.. config.History.Reverse().TakeWhile(entry => entry.CreatedBy == CreatedBy).Select(entry => entry.Comment).Reverse()];

    /// <summary>These layers with what they are.</summary>
    public static ImmutableArray<BuiltLayer> ReadLayers(Image image)
    {
        // A base that was built here as well has such entries too; more than layers there are none.
        ImmutableArray<string> names = [.. ReadNames(image.Config).TakeLast(image.Layers.Length)];
        var first = image.Layers.Length - names.Length;
        return [.. names.Select((name, index) => new BuiltLayer(name, image.Config.DiffIds[first + index], image.Layers[first + index]))];
    }
}
