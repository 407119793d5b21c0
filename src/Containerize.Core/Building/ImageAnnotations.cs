using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Metadata;
using Containerize.Oci;
using Containerize.Planning;

namespace Containerize.Building;

/// <summary>
/// The annotations of an image, its index, and the descriptors that name them: the labels under OCI's keys, and over
/// them what the project says. Registries show those of an index where there is one. Pure.
/// </summary>
internal static class ImageAnnotations
{
    /// <summary>What distinguishes one image from another without reading either; the rest would be there twice.</summary>
    private static readonly ImmutableArray<string> OfDescriptors =
    [
        LabelKeys.BaseDigest,
        LabelKeys.BaseName,
        LabelKeys.Created,
        LabelKeys.Revision,
        LabelKeys.Source,
        LabelKeys.Url,
        LabelKeys.Version,
    ];

    public static ImmutableSortedDictionary<string, string> ForManifest(AnnotationPlan plan, ImageConfig config) =>
        FromLabels(plan, config).SetItems(plan.Manifest);

    /// <summary>What the image's tags point to: the image, or the index that the plan asks for.</summary>
    public static ImageSet Tagged(ImagePlan plan, Image image)
    {
        var labels = FromLabels(plan.Annotations, image.Config);
        var descriptor = labels.RemoveRange(labels.Keys.Where(key => !OfDescriptors.Contains(key))).SetItems(plan.Annotations.Descriptor);
        if (!plan.HasIndex)
        {
            return ImageSet.Create(image, descriptor);
        }

        var entry = image.Manifest.Descriptor with { Platform = image.Config.Platform, Annotations = descriptor };
        return ImageSet.Create(
            [image],
            ImageIndex.Create(image.Manifest.Format, [entry], labels.SetItems(plan.Annotations.Index)),
            descriptor
        );
    }

    /// <summary>What a build owes its user where annotations were written and the image cannot have them.</summary>
    public static Diagnostic? FormatWarning(ImagePlan plan, Image image) =>
        image.Manifest.Format == ImageFormat.Docker && !(plan.Annotations.Manifest.IsEmpty && plan.Annotations.Index.IsEmpty)
            ? InputDiagnostics.FormatWithoutAnnotations.Create(
                string.Join(", ", plan.Annotations.Manifest.Keys.Union(plan.Annotations.Index.Keys))
            )
            : null;

    private static ImmutableSortedDictionary<string, string> FromLabels(AnnotationPlan plan, ImageConfig config)
    {
        if (!plan.IncludesLabels)
        {
            return OciJson.NoAnnotations;
        }

        var annotations = config.Labels.RemoveRange(
            config.Labels.Keys.Where(key => !key.StartsWith(LabelKeys.OciPrefix, StringComparison.Ordinal))
        );
        foreach (var limit in RegistryLimits.Exceeded(annotations))
        {
            annotations = limit.Shorten(annotations[limit.Key]) is { } shorter
                ? annotations.SetItem(limit.Key, shorter)
                : annotations.Remove(limit.Key);
        }

        return annotations;
    }
}
