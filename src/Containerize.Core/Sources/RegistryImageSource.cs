using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry;

namespace Containerize.Sources;

/// <summary>
/// A base in a registry: one manifest or two, one configuration, and layers that stay where they are. A digest whose
/// documents are all in the cache needs no request.
/// </summary>
public sealed class RegistryImageSource(RegistryConnections connections, ImageReference reference, IDocumentCache documents) : IImageSource
{
    /// <summary>An index in an index is allowed; more than this is a mistake or a trap.</summary>
    private const int MaximumDepth = 4;

    public string Name { get; } = reference.ToString();

    public async Task<BaseImage> ResolveAsync(Platform platform, CancellationToken cancellationToken)
    {
        var repository = connections.Get(reference.Registry).Pull(reference.Repository);
        var reader = new DocumentReader(repository, documents);
        var named = reference.Digest is { } pinned
            ? new ManifestHeader(pinned, MediaType: null)
            : await reader.ResolveAsync(reference.TagOrDigest, mustExist: true, cancellationToken);
        var resolved = named?.Digest ?? throw NotFound($"registry '{reference.Registry}' has no such repository or tag");
        var found = await reader.ReadManifestAsync(resolved, named.MediaType, cancellationToken)
            ?? throw NotFound($"registry '{reference.Registry}' has no such repository or digest");
        for (var depth = 0; MediaTypes.IsIndex(TypeOf(found)); depth++)
        {
            if (depth == MaximumDepth)
            {
                throw PlatformSelection.NotAnImage(Name, "its indexes name only further indexes");
            }

            var index = PlatformSelection.Parse(Name, "index", () => ImageIndex.Parse(found.Bytes, found.MediaType));
            var chosen = PlatformSelection.Choose(index, platform, Name);
            found = await reader.ReadManifestAsync(chosen.Digest, chosen.MediaType, cancellationToken)
                ?? throw NotFound($"its index names {chosen.Digest}, which the registry does not have");
        }

        return new BaseImage(await ReadImageAsync(repository, reader, found, platform, cancellationToken), resolved);
    }

    private async Task<Image> ReadImageAsync(RepositoryClient repository, DocumentReader reader, ManifestContent content, Platform platform, CancellationToken cancellationToken)
    {
        var manifest = PlatformSelection.Parse(Name, "manifest", () => Manifest.Parse(content.Bytes, content.MediaType));
        PlatformSelection.CheckIsImage(manifest, Name);
        try
        {
            var config = await reader.ReadConfigAsync(manifest, cancellationToken);
            return PlatformSelection.ToImage(manifest, config, layer => new RegistryBlob(repository, layer), platform, Name);
        }
        catch (FormatException exception)
        {
            throw PlatformSelection.NotAnImage(Name, $"its configuration cannot be read: {exception.Message}", exception);
        }
    }

    /// <exception cref="ContainerizeException">CTZ2004: neither an image nor an index.</exception>
    private string TypeOf(ManifestContent content)
    {
        var type = PlatformSelection.Parse(Name, "manifest", content.ReadType);
        return MediaTypes.IsIndex(type) || MediaTypes.IsManifest(type)
            ? type
            : throw PlatformSelection.NotAnImage(Name, type.Contains("manifest.v1+", StringComparison.Ordinal)
                ? "it is in Docker's old format (schema 1)"
                : $"its media type is '{ErrorText.Clean(type)}'");
    }

    private ContainerizeException NotFound(string reason) => new(BaseImageDiagnostics.BaseImageNotFound.Create(Name, reason));
}
