using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Publishing;
using Containerize.Sources;
using Containerize.Versioning;

namespace Containerize.Formats;

/// <summary>The image or index that <see cref="LayoutPublisher"/> left in a layout, with the name it was given there.</summary>
public sealed record LayoutImage(ImageSet Images, ImageName Name)
{
    public Image Image => Images.Image;

    /// <summary>Reads what an earlier build wrote, to publish the same bytes elsewhere. Layers stay lazy files.</summary>
    /// <param name="path">The layout's folder, absolute.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="Diagnostics.ContainerizeException">CTZ4021: there is no such layout, or it holds something else
    /// than what one build left. CTZ2008: a document is not what its digest says.</exception>
    public static async Task<LayoutImage> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var layout = new OciLayout(path).Reader;
        var index = await layout.ReadIndexAsync(cancellationToken);
        var entries = await layout.ReadDockerManifestsAsync(cancellationToken);
        if (index.Manifests.DistinctBy(entry => entry.Digest).ToArray() is not [var root] || entries is not [var entry])
        {
            throw layout.NotALayout("it does not hold exactly one image");
        }

        var images = MediaTypes.IsIndex(root.MediaType)
            ? await ReadIndexAsync(layout, root, cancellationToken)
            : ImageSet.Of(await ReadImageAsync(layout, root, cancellationToken), AnnotationsOf(root));
        // The repository as it was given stands only here: index.json has Docker Hub's long form of it.
        var names = entry.RepoTags.Select(Split).ToArray();
        return entry.Config == ImageDocuments.BlobName(images.Image.Manifest.Config.Digest) && names.DistinctBy(name => name.Repository).Count() == 1
            ? new LayoutImage(images, new ImageName(names[0].Repository, [.. names.Select(name => name.Tag)]) { BoundTags = BoundTags(layout, index) })
            : throw layout.NotALayout("its index.json and manifest.json do not name the same image");
    }

    private static async Task<ImageSet> ReadIndexAsync(LayoutReader layout, Descriptor root, CancellationToken cancellationToken)
    {
        var bytes = await layout.ReadDocumentAsync(root, cancellationToken);
        var index = PlatformSelection.Parse(layout.Path, "index", () => ImageIndex.Parse(bytes, root.MediaType));
        var images = ImmutableArray.CreateBuilder<Image>(index.Manifests.Length);
        foreach (var entry in index.Manifests)
        {
            images.Add(await ReadImageAsync(layout, entry, cancellationToken));
        }

        return images.Count > 0 ? ImageSet.Of(images.MoveToImmutable(), index, AnnotationsOf(root)) : throw layout.NotALayout("its index names no image");
    }

    private static Task<Image> ReadImageAsync(LayoutReader layout, Descriptor entry, CancellationToken cancellationToken) => entry.Platform is { } platform
        ? layout.ReadImageAsync(entry, platform, layout.Path, cancellationToken)
        : throw layout.NotALayout($"its entry {entry.Digest} does not say for which platform it is");

    private static ImmutableArray<PlannedTag> BoundTags(LayoutReader layout, ImageIndex index)
    {
        try
        {
            return [.. index.Manifests
                .Where(entry => LayoutTags.TagOf(entry) is not null && entry.Annotations.ContainsKey(TagAnnotation.Key))
                .Select(entry => TagAnnotation.Read(LayoutTags.TagOf(entry)!, entry.Annotations[TagAnnotation.Key]))];
        }
        catch (FormatException exception)
        {
            throw layout.NotALayout(exception.Message);
        }
    }

    /// <summary>What is not about the name.</summary>
    private static ImmutableSortedDictionary<string, string> AnnotationsOf(Descriptor root) =>
        root.Annotations.Remove(ImageDocuments.RefName).Remove(ImageDocuments.ContainerdName).Remove(TagAnnotation.Key);

    private static (string Repository, string Tag) Split(string reference)
    {
        var colon = reference.LastIndexOf(':');
        return colon < 0 ? (reference, "latest") : (reference[..colon], reference[(colon + 1)..]);
    }
}
