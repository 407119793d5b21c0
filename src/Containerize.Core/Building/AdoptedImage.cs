using System.Collections.Immutable;
using Containerize.Caching;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Planning;
using Containerize.Tar;

namespace Containerize.Building;

/// <summary>
/// Makes what another builder built the image of its plan: the date is the plan's, and labels are gone that no builder
/// can take from its base. Pure.
/// </summary>
internal static class AdoptedImage
{
    /// <summary>A tar of nothing, which BuildKit makes of a WORKDIR whose folder is there.</summary>
    private static readonly Digest EmptyLayer = Digest.Compute(new byte[TarHeader.EndOfArchiveLength]);

    private const string Unknown = "commands";
    private const string LayerFolder = LayerContent.BuildFolder + "/";

    /// <param name="plan">What was to be built.</param>
    /// <param name="baseImage">What its last stage starts from.</param>
    /// <param name="image">What came out.</param>
    /// <param name="key">By which later builds believe what its layers are; null for none.</param>
    /// <param name="more">Layers to put on top.</param>
    public static BuiltImage Adopt(
        ImagePlan plan,
        BaseImage baseImage,
        Image image,
        LayerKey? key = null,
        ImmutableArray<BuiltLayer> more = default
    )
    {
        more = more.IsDefault ? [] : more;
        var (former, config) = (baseImage.Image.Config, image.Config);
        var wanted = ImageConfigComposer.Compose(plan, former, baseImage.Digest, []);

        // A fragment may start from another base: then nothing is the base's.
        var isOnBase = former.DiffIds.SequenceEqual(config.DiffIds.Take(former.DiffIds.Length));
        var ofBase = isOnBase ? former : ImageConfig.Empty(config.Platform);
        var shared = ofBase.DiffIds.Length;
        var kept = config.DiffIds.Select((diffId, index) => index < shared || diffId != EmptyLayer).ToList();
        ImmutableArray<IBlob> blobs = [.. image.Layers.Where((_, index) => kept[index]), .. more.Select(layer => layer.Blob)];
        ImmutableArray<Descriptor> layers =
        [
            .. image.Manifest.Layers.Where((_, index) => kept[index]),
            .. more.Select(layer => layer.Descriptor),
        ];
        var labels = config.Labels.RemoveRange(former.Labels.Keys.Where(label => !wanted.Labels.ContainsKey(label)));
        ImmutableArray<(Digest DiffId, Descriptor Blob)> added =
        [
            .. config.DiffIds.Where((_, index) => kept[index]).Concat(more.Select(layer => layer.DiffId)).Zip(layers).Skip(shared),
        ];
        if (key is not null && added.Length > 0 && added.All(layer => IsMeasured(layer.Blob) && !former.DiffIds.Contains(layer.DiffId)))
        {
            labels = labels.SetItem(LabelKeys.Layers, key.Sign(added));
        }

        // No instruction takes a port of the base away.
        ImmutableArray<string> ports = plan.OnlyOwnPorts
            ? [.. config.ExposedPorts.Except(former.ExposedPorts.Except(wanted.ExposedPorts), StringComparer.Ordinal)]
            : config.ExposedPorts;
        config = config.With(plan.Created, labels, ports, ofBase, diffId => diffId == EmptyLayer);
        ImmutableArray<string> names = [.. LayerNames(config), .. more.Select(layer => layer.Name)];
        config = config.With(plan.Created, LayerHistory.Record(more));
        return new BuiltImage
        {
            Images = ImageAnnotations.Tagged(
                plan,
                ImageBuilder.Assemble(
                    ImageBuilder.FormatOf(plan, baseImage.Image),
                    plan.Annotations,
                    config,
                    layers.Take(shared),
                    layers.Skip(shared),
                    blobs
                ) with
                {
                    Base = plan.Base.ToOrigin(baseImage.Digest),
                }
            ),
            Name = plan.Name,
            AddedLayers =
            [
                .. Enumerable
                    .Range(shared, layers.Length - shared)
                    .Select(index => new BuiltLayer(names[index], config.DiffIds[index], blobs[index])),
            ],
        };
    }

    /// <summary>What an engine compressed with zstd is passed on unread; a layer of the base is as the base says.</summary>
    private static bool IsMeasured(Descriptor layer) => layer.MediaType != MediaTypes.OciLayerZstd;

    /// <summary>What made each layer, as the history names it: the name of a planned layer where it is one.</summary>
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
