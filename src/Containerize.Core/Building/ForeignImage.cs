using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Sources;

namespace Containerize.Building;

/// <summary>
/// Makes what another builder built the image of its plan: the date is the plan's, and labels are gone that no builder
/// can take from its base. Pure.
/// </summary>
public static class ForeignImage
{
    private const string Unknown = "commands";
    private const string LayerFolder = "layers/";

    /// <param name="plan">What was to be built.</param>
    /// <param name="baseImage">What its last stage starts from.</param>
    /// <param name="image">What came out.</param>
    public static BuiltImage Adopt(ImagePlan plan, BaseImage baseImage, Image image)
    {
        var (former, config) = (baseImage.Image.Config, image.Config);
        var wanted = ImageConfigComposer.Compose(plan, former, baseImage.Digest, []);
        config = config.With(plan.Created, config.Labels.RemoveRange(former.Labels.Keys.Where(key => !wanted.Labels.ContainsKey(key))));

        // A fragment may have brought another base: then only what the two have in common is the base's.
        var shared = former.DiffIds.Zip(config.DiffIds).TakeWhile(pair => pair.First == pair.Second).Count();
        var names = LayerNames(config);
        var layers = image.Manifest.Layers;
        return new BuiltImage
        {
            Image = ImageBuilder.Assemble(ImageBuilder.FormatOf(plan, baseImage.Image), config, layers.Take(shared), layers.Skip(shared), image.Layers),
            Name = plan.Name,
            BaseName = plan.Base.Text,
            BaseDigest = baseImage.Digest,
            AddedLayers = [.. Enumerable.Range(shared, layers.Length - shared).Select(index => new BuiltLayer(names[index], config.DiffIds[index], image.Layers[index]))],
        };
    }

    /// <summary>What made each layer, as the history tells it: the name of a planned layer where it is one.</summary>
    private static ImmutableArray<string> LayerNames(ImageConfig config)
    {
        var made = config.History.Where(entry => !entry.IsEmpty).ToList();
        return made.Count == config.DiffIds.Length
            ? [.. made.Select(entry => Name(entry.CreatedBy))]
            : [.. config.DiffIds.Select(_ => Unknown)];
    }

    /// <summary><c>COPY layers/packages/ /app/ # buildkit</c> is <c>packages</c>.</summary>
    private static string Name(string createdBy)
    {
        var start = createdBy.IndexOf(LayerFolder, StringComparison.Ordinal) + LayerFolder.Length;
        var end = start < LayerFolder.Length ? -1 : createdBy.IndexOf('/', start);
        return end > start && Names.IsLayer(createdBy[start..end]) ? createdBy[start..end] : Unknown;
    }
}
