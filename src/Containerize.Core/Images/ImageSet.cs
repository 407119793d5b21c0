using System.Collections.Immutable;
using Containerize.Oci;

namespace Containerize.Images;

/// <summary>
/// What the tags of a publish point to: an image itself, or an index with the images that it names, one for each
/// platform.
/// </summary>
internal sealed record ImageSet
{
    private ImageSet(ImmutableArray<Image> images, ImageIndex? index, ImmutableSortedDictionary<string, string> annotations) =>
        (Images, Index, DescriptorAnnotations) = (images, index, annotations);

    /// <summary>At least one; without an index, only one.</summary>
    public ImmutableArray<Image> Images { get; }

    public ImageIndex? Index { get; }

    /// <summary>What the <c>index.json</c> of a layout or an OCI archive says of <see cref="Root"/>, beside its tag.</summary>
    public ImmutableSortedDictionary<string, string> DescriptorAnnotations { get; }

    /// <summary>The first image: what goes where there are no indexes.</summary>
    public Image Image => Images[0];

    /// <summary>What the tags point to.</summary>
    public IManifest Root => Index is null ? Image.Manifest : Index;

    public Digest Digest => Root.Digest;

    /// <summary>Everything that the images' manifests name, each content once.</summary>
    public ImmutableArray<IBlob> ConfigsAndLayers =>
        Images is [var only]
            ? only.ConfigAndLayers
            : [.. Images.SelectMany(image => image.ConfigAndLayers).DistinctBy(blob => blob.Descriptor.Digest)];

    /// <summary>The same images with the media types of one format; contents stay as they are, and digests of manifests change.</summary>
    public ImageSet As(ImageFormat format)
    {
        if (Images.All(image => image.Manifest.Format == format) && (Index is null || Index.MediaType == MediaTypes.Index(format)))
        {
            return this;
        }

        ImmutableArray<Image> images = [.. Images.Select(image => image.As(format))];
        return Index is null
            ? new(images, null, DescriptorAnnotations)
            : new(
                images,
                ImageIndex.Create(
                    format,
                    [
                        .. Index.Manifests.Zip(images, (entry, image) =>
                            entry with
                            {
                                MediaType = image.Manifest.MediaType,
                                Digest = image.Manifest.Digest,
                                Size = image.Manifest.RawBytes.Length,
                            }
                        ),
                    ],
                    Index.Annotations
                ),
                DescriptorAnnotations
            );
    }

    /// <summary>The same images, each with what it was built on.</summary>
    public ImageSet WithBase(Func<Image, BaseOrigin> find) =>
        new([.. Images.Select(image => image with { Base = find(image) })], Index, DescriptorAnnotations);

    /// <summary>An image that is tagged itself.</summary>
    public static ImageSet Create(Image image) => Create(image, OciJson.NoAnnotations);

    /// <param name="image">The image.</param>
    /// <param name="descriptorAnnotations">What an <c>index.json</c> says of it.</param>
    public static ImageSet Create(Image image, ImmutableSortedDictionary<string, string> descriptorAnnotations) =>
        new([image], null, descriptorAnnotations);

    /// <param name="images">The images that the index names, in its order.</param>
    /// <param name="index">The index.</param>
    /// <param name="descriptorAnnotations">What an <c>index.json</c> says of it.</param>
    public static ImageSet Create(
        ImmutableArray<Image> images,
        ImageIndex index,
        ImmutableSortedDictionary<string, string> descriptorAnnotations
    ) => new(images, index, descriptorAnnotations);
}
