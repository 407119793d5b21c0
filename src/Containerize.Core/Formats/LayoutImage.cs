using Containerize.Images;
using Containerize.Publishing;

namespace Containerize.Formats;

/// <summary>The image that <see cref="LayoutPublisher"/> left in a layout, with the name it was given there.</summary>
public sealed record LayoutImage(Image Image, ImageName Name)
{
    /// <summary>Reads what an earlier build wrote, to publish the same bytes elsewhere. Layers stay lazy files.</summary>
    /// <param name="path">The layout's folder, absolute.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="Diagnostics.ContainerizeException">CTZ4021: there is no such layout, or it holds something else
    /// than one image built here. CTZ2008: a document is not what its digest says.</exception>
    public static async Task<LayoutImage> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var layout = new OciLayout(path).Reader;
        var index = await layout.ReadIndexAsync(cancellationToken);
        var entries = await layout.ReadDockerManifestsAsync(cancellationToken);
        if (index.Manifests.DistinctBy(entry => entry.Digest).ToArray() is not [{ Platform: { } platform } only] || entries is not [var entry])
        {
            throw layout.NotALayout("it does not hold exactly one image");
        }

        var image = await layout.ReadImageAsync(only, platform, path, cancellationToken);
        // The repository as it was given stands only here: index.json has Docker Hub's long form of it.
        var names = entry.RepoTags.Select(Split).ToArray();
        return entry.Config == ImageDocuments.BlobName(image.Manifest.Config.Digest) && names.DistinctBy(name => name.Repository).Count() == 1
            ? new LayoutImage(image, new ImageName(names[0].Repository, [.. names.Select(name => name.Tag)]))
            : throw layout.NotALayout("its index.json and manifest.json do not name the same image");
    }

    private static (string Repository, string Tag) Split(string reference)
    {
        var colon = reference.LastIndexOf(':');
        return colon < 0 ? (reference, "latest") : (reference[..colon], reference[(colon + 1)..]);
    }
}
