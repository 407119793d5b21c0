using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Layout;

/// <summary>The image or index that <see cref="LayoutPublisher"/> left in a layout, with the name it was given there.</summary>
internal sealed record LayoutImage(ImageSet Images, ImageName Name)
{
    public Image Image => Images.Image;

    /// <summary>Reads what an earlier build wrote, to publish the same bytes elsewhere. Layers stay lazy files.</summary>
    /// <param name="path">The layout's folder, absolute.</param>
    /// <param name="project">Whose image of it is meant: the one that this project built last.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ContainerizeException">CTZ4021: there is no such layout. CTZ4050: it has no such image. CTZ2008: a
    /// document is not what its digest says.</exception>
    public static async Task<LayoutImage> ReadAsync(string path, string project, CancellationToken cancellationToken)
    {
        var layout = new OciLayout(path).Reader;
        var index = await layout.ReadIndexAsync(cancellationToken);
        ImmutableArray<LayoutEntry> entries = [.. index.Manifests.Select(LayoutEntry.From)];
        ImmutableArray<LayoutEntry> own = [.. entries.Where(entry => entry.IsOurs && entry.Project == project)];
        if (own.IsEmpty)
        {
            var names = entries.Length == 0 ? "no image" : string.Join(", ", entries.Select(entry => entry.Name).Distinct());
            throw new ContainerizeException(LocalDiagnostics.LayoutWithoutProject.Create(path, project, names));
        }

        var root = own[0].Descriptor;
        if (own.Any(entry => entry.Descriptor.Digest != root.Digest || entry.Repository != own[0].Repository))
        {
            throw layout.NotALayout($"it has several images that are marked as the last one of the project '{project}'");
        }

        var images = MediaTypes.IsIndex(root.MediaType)
            ? await ReadIndexAsync(layout, root, cancellationToken)
            : ImageSet.Create(await ReadImageAsync(layout, root, cancellationToken), AnnotationsOf(root));
        return new LayoutImage(AsBuilt(layout, images, own[0]), ReadName(layout, own));
    }

    /// <summary>The layout has OCI media types; a registry gets what was built.</summary>
    private static ImageSet AsBuilt(LayoutReader layout, ImageSet images, LayoutEntry entry)
    {
        if (entry.Find(LayoutMarks.DockerDigest) is not { } digest)
        {
            return images;
        }

        var built = images.As(ImageFormat.Docker);
        return built.Digest.ToString() == digest
            ? built
            : throw layout.NotALayout($"'{entry.Name}' is not the image that was built, {digest}");
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

        return images.Count > 0
            ? ImageSet.Create(images.MoveToImmutable(), index, AnnotationsOf(root))
            : throw layout.NotALayout("its index names no image");
    }

    private static Task<Image> ReadImageAsync(LayoutReader layout, Descriptor entry, CancellationToken cancellationToken) =>
        entry.Platform is { } platform
            ? layout.ReadImageAsync(entry, platform, layout.Path, cancellationToken)
            : throw layout.NotALayout($"its entry {entry.Digest} does not name its platform");

    private static ImageName ReadName(LayoutReader layout, ImmutableArray<LayoutEntry> entries) =>
        RepositoryName.TryParse(entries[0].Repository, out var repository)
            ? new(repository, [.. entries.Select(entry => ReadTag(layout, entry))])
            : throw layout.NotALayout($"'{entries[0].Repository}' is not a repository");

    private static ImageTag ReadTag(LayoutReader layout, LayoutEntry entry)
    {
        if (!Tag.TryParse(entry.Tag, out var name))
        {
            throw layout.NotALayout($"'{entry.Tag}' is not a tag");
        }

        try
        {
            return entry.Find(TagAnnotation.Key) is { } movement ? TagAnnotation.Read(name, movement) : new(name);
        }
        catch (FormatException exception)
        {
            throw layout.NotALayout(exception.Message);
        }
    }

    /// <summary>What is not about the name.</summary>
    private static ImmutableSortedDictionary<string, string> AnnotationsOf(Descriptor root) =>
        root.Annotations.RemoveRange([
            ImageDocuments.RefName,
            ImageDocuments.ContainerdName,
            LayoutMarks.Repository,
            LayoutMarks.Project,
            LayoutMarks.DockerDigest,
            TagAnnotation.Key,
        ]);
}
