using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Formats;
using Containerize.Oci;

namespace Containerize.Sources;

/// <summary>A base from an OCI image layout, <c>oci-layout:PATH[:TAG]</c>.</summary>
/// <param name="name">The base as it was written.</param>
/// <param name="path">The layout's folder, absolute.</param>
/// <param name="tag">The tag of the image; null where the layout holds only one.</param>
public sealed class LayoutImageSource(string name, string path, string? tag) : IImageSource
{
    // index.json → index → manifest; some tools wrap an image's index in one more.
    private const int MaximumNesting = 3;

    private readonly OciLayout _layout = new(path);

    public string Name => name;

    /// <inheritdoc/>
    public async Task<BaseImage> ResolveAsync(Platform platform, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
        {
            throw new ContainerizeException(BaseImageDiagnostics.BaseImageNotFound.Create(name, $"there is no folder '{path}'"));
        }

        var root = await _layout.ReadIndexAsync(cancellationToken);
        var resolved = Choose(root, platform);
        var descriptor = resolved;
        for (var nesting = 0; MediaTypes.IsIndex(descriptor.MediaType) && nesting < MaximumNesting; nesting++)
        {
            var bytes = await _layout.ReadDocumentAsync(descriptor, cancellationToken);
            var mediaType = descriptor.MediaType;
            var index = PlatformSelection.Parse(name, "index", () => ImageIndex.Parse(bytes, mediaType));
            descriptor = PlatformSelection.Choose(index, platform, name);
        }

        return new BaseImage(await _layout.ReadImageAsync(descriptor, platform, name, cancellationToken), resolved.Digest);
    }

    /// <summary>The entry of <c>index.json</c> that is meant; which platform of it, is decided later where it is an index.</summary>
    private Descriptor Choose(ImageIndex root, Platform platform)
    {
        var images = root.Manifests.Where(entry => MediaTypes.IsManifest(entry.MediaType) || MediaTypes.IsIndex(entry.MediaType));
        var meant = images.Where(entry => tag is null || LayoutTags.Matches(entry, tag)).DistinctBy(entry => entry.Digest).ToImmutableArray();
        return meant switch
        {
            [var only] => only,
            [] when tag is null => throw _layout.NotALayout("its index.json names no image"),
            [] => throw new ContainerizeException(LocalDiagnostics.LayoutTagNotFound.Create(path, tag, LayoutTags.Describe(root))),
            // Some tools list the platforms of one image side by side instead of in an index of their own.
            _ => meant.Where(entry => entry.Platform is { } candidate && platform.Accepts(candidate)).ToImmutableArray() is [var fitting]
                ? fitting
                : throw new ContainerizeException(LocalDiagnostics.LayoutTagNeeded.Create(path, LayoutTags.Describe(root))),
        };
    }
}
