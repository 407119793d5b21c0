using Containerize.Oci;

namespace Containerize.Images;

/// <summary>The base <c>scratch</c>: no files, no settings, in OCI format.</summary>
internal sealed class ScratchImageSource : IImageSource
{
    public string Name => "scratch";

    /// <summary>An empty image for the platform.</summary>
    public Task<BaseImage> ResolveAsync(Platform platform, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var config = ImageConfig.Empty(platform);
        var descriptor = new Descriptor
        {
            MediaType = MediaTypes.OciConfig,
            Digest = Digest.Compute(config.RawBytes.AsSpan()),
            Size = config.RawBytes.Length,
        };
        var image = new Image
        {
            Manifest = Manifest.Create(ImageFormat.Oci, descriptor, layers: [], OciJson.NoAnnotations),
            Config = config,
            Layers = [],
        };
        return Task.FromResult(new BaseImage(image, Digest: null));
    }
}
