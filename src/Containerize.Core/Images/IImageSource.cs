using Containerize.Oci;

namespace Containerize.Images;

/// <summary>Where a base image comes from.</summary>
internal interface IImageSource
{
    /// <summary>The source as a person wrote it, for messages and the <c>base.name</c> label.</summary>
    string Name { get; }

    /// <summary>
    /// Reads manifest and configuration of the image for <paramref name="platform"/>; layers stay lazy.
    /// Each byte read is checked against its digest.
    /// </summary>
    /// <exception cref="Diagnostics.ContainerizeException">The base does not exist, cannot be read, is not an image,
    /// or is for another platform (CTZ2xxx, CTZ3xxx).</exception>
    Task<BaseImage> ResolveAsync(Platform platform, CancellationToken cancellationToken);
}

/// <summary>A resolved base.</summary>
/// <param name="Image">The image for the wanted platform.</param>
/// <param name="Digest">Digest that the reference resolved to: of the index where there is one, else of the manifest.
/// This is the value of <c>org.opencontainers.image.base.digest</c>. Null for what has no manifest of its own: <c>scratch</c>,
/// and an image from a Docker archive.</param>
internal sealed record BaseImage(Image Image, Digest? Digest);
