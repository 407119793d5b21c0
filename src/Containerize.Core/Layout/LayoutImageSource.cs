using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Layout;

/// <summary>A base from an OCI image layout: <c>oci-layout:PATH[:TAG]</c>, or <c>oci-archive:PATH[:TAG]</c>.</summary>
internal sealed class LayoutImageSource : IImageSource
{
    // index.json → index → manifest; some tools wrap an image's index in one more.
    private const int MaximumNesting = 3;

    private readonly Func<CancellationToken, Task<LayoutReader>> _open;
    private readonly string? _tag;

    /// <param name="name">The base as it was written.</param>
    /// <param name="tag">The tag of the image; null where the layout holds only one.</param>
    /// <param name="open">Opens the layout.</param>
    internal LayoutImageSource(string name, string? tag, Func<CancellationToken, Task<LayoutReader>> open) =>
        (Name, _tag, _open) = (name, tag, open);

    public string Name { get; }

    /// <param name="name">The base as it was written.</param>
    /// <param name="path">The layout's folder, absolute.</param>
    /// <param name="tag">The tag of the image; null where the layout holds only one.</param>
    public static LayoutImageSource FromFolder(string name, string path, string? tag) =>
        new(name, tag, _ =>
            Directory.Exists(path)
                ? Task.FromResult(new OciLayout(path).Reader)
                : throw new ContainerizeException(BaseImageDiagnostics.BaseImageNotFound.Create(name, $"there is no folder '{path}'"))
        );

    /// <inheritdoc/>
    public async Task<BaseImage> ResolveAsync(Platform platform, CancellationToken cancellationToken)
    {
        var layout = await _open(cancellationToken);
        var resolved = Choose(layout, await layout.ReadIndexAsync(cancellationToken), platform);
        var descriptor = resolved;
        for (var nesting = 0; MediaTypes.IsIndex(descriptor.MediaType) && nesting < MaximumNesting; nesting++)
        {
            var bytes = await layout.ReadDocumentAsync(descriptor, cancellationToken);
            var mediaType = descriptor.MediaType;
            var index = PlatformSelection.Parse(Name, "index", () => ImageIndex.Parse(bytes, mediaType));
            descriptor = await PlatformSelection.FirstImageAsync(PlatformSelection.Candidates(index, platform, Name), async named =>
                (await layout.ReadDocumentAsync(named, cancellationToken), named)
            );
        }

        return new BaseImage(await layout.ReadImageAsync(descriptor, platform, Name, cancellationToken), resolved.Digest);
    }

    /// <summary>The entry of <c>index.json</c> that is meant; which platform of it, is decided later where it is an index.</summary>
    private Descriptor Choose(LayoutReader layout, ImageIndex root, Platform platform)
    {
        var images = root
            .Manifests.Where(entry => MediaTypes.IsManifest(entry.MediaType) || MediaTypes.IsIndex(entry.MediaType))
            .ToImmutableArray();
        var meant = (_tag is null ? images : LayoutTags.Find(images, _tag)).DistinctBy(entry => entry.Digest).ToImmutableArray();
        meant = meant.All(entry => entry.IsArtifact) ? meant : meant.RemoveAll(entry => entry.IsArtifact);
        return meant switch
        {
            [var only] => only,
            [] when _tag is null => throw layout.NotALayout("its index.json names no image"),
            [] => throw new ContainerizeException(LocalDiagnostics.LayoutTagNotFound.Create(layout.Path, _tag, LayoutTags.Describe(root))),
            // Some tools list the platforms of one image side by side instead of in an index of their own.
            _ => meant.Where(entry => entry.Platform is { } candidate && platform.Accepts(candidate)).ToImmutableArray() is [var fitting]
                ? fitting
                : throw new ContainerizeException(
                    LocalDiagnostics.LayoutTagNeeded.Create(layout.Path, LayoutTags.DescribeChoices(meant, images))
                ),
        };
    }
}
