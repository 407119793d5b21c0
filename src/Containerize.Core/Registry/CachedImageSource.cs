using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry.Endpoints;

namespace Containerize.Registry;

/// <summary>A base of a registry that may not be asked: what this machine remembers of it.</summary>
internal static class CachedImageSource
{
    public static IImageSource Create(ImageReference reference, LocalCache cache)
    {
        var layers = new Layers(reference, cache.Layers);
        return new RegistryImageSource(reference, new Documents(reference, cache.Documents), layers.Get);
    }

    private static ContainerizeException Missing(ImageReference reference, string what) =>
        new(BaseImageDiagnostics.NotInCache.Create(reference, what));

    private sealed class Documents(ImageReference reference, IDocumentCache cache) : IImageDocuments
    {
        public Task<ManifestHeader?> ResolveAsync(string tagOrDigest, bool mustExist, CancellationToken cancellationToken) =>
            cache.FindTag(reference.ToString()) is { } digest
                ? Task.FromResult<ManifestHeader?>(new(digest, MediaType: null))
                : throw Missing(reference, $"the digest of the tag '{tagOrDigest}'");

        public Task<ManifestContent?> ReadManifestAsync(Digest digest, string? mediaType, CancellationToken cancellationToken) =>
            cache.Find(digest) is { } document
                ? Task.FromResult<ManifestContent?>(new(document, mediaType, digest))
                : throw Missing(reference, $"the manifest {digest}");

        public Task<ImageConfig> ReadConfigAsync(Manifest manifest, CancellationToken cancellationToken) =>
            cache.Find(manifest.Config.Digest) is { } document
                ? Task.FromResult(ImageConfig.Parse(document))
                : throw Missing(reference, $"the configuration {manifest.Config.Digest}");
    }

    /// <summary>The layers of one image: if a required one is missing, all that are missing are named.</summary>
    private sealed class Layers(ImageReference reference, LayerCache cache)
    {
        private readonly List<Descriptor> _all = [];

        public IBlob Get(Descriptor descriptor)
        {
            _all.Add(descriptor);
            return new Layer(this, descriptor);
        }

        private async Task<Stream> OpenAsync(Descriptor descriptor, CancellationToken cancellationToken)
        {
            if (await cache.FindContentAsync(descriptor, cancellationToken) is { } blob)
            {
                return await blob.OpenAsync(cancellationToken);
            }

            var missing = _all.Where(layer => !cache.HasContent(layer.Digest))
                .Append(descriptor)
                .Select(layer => layer.Digest.ToString())
                .Distinct();
            throw Missing(reference, $"{string.Join(" and ", missing)}, which the destination needs,");
        }

        private sealed class Layer(Layers layers, Descriptor descriptor) : IBlob
        {
            public Descriptor Descriptor => descriptor;

            public Task<Stream> OpenAsync(CancellationToken cancellationToken) => layers.OpenAsync(descriptor, cancellationToken);
        }
    }
}
