using System.Collections.Immutable;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry.Endpoints;
using Containerize.Registry.Http;

namespace Containerize.Registry;

/// <summary>
/// A base in a registry: one manifest or two, one configuration, and layers that stay where they are. A digest whose
/// documents are all in the cache needs no request.
/// </summary>
internal sealed class RegistryImageSource : IImageSource
{
    /// <summary>An index in an index is allowed; more than this is a mistake or a trap.</summary>
    private const int MaximumDepth = 4;

    private readonly ImageReference _reference;
    private readonly IImageDocuments _documents;
    private readonly Func<Descriptor, IBlob> _layer;
    private readonly Action<Digest>? _resolved;

    /// <param name="connections">The registries of this build.</param>
    /// <param name="reference">Where the base is.</param>
    /// <param name="documents">What was read before.</param>
    /// <param name="name">What the base is called, where that is another place: the digest of its tag is cached under this name.</param>
    public RegistryImageSource(
        RegistryConnections connections,
        ImageReference reference,
        IDocumentCache documents,
        ImageReference? name = null
    )
    {
        var repository = connections.Get(reference.Registry).ForPull(reference.Repository);
        _reference = reference;
        _documents = new DocumentReader(repository, documents);
        _layer = layer => new RegistryBlob(repository, layer);
        _resolved = reference.Digest is null ? digest => documents.RememberTag((name ?? reference).ToString(), digest) : null;
    }

    /// <summary>A base of which everything is somewhere else.</summary>
    internal RegistryImageSource(ImageReference reference, IImageDocuments documents, Func<Descriptor, IBlob> layer)
    {
        _reference = reference;
        _documents = documents;
        _layer = layer;
    }

    public string Name => _reference.ToString();

    /// <summary>
    /// The source for a base in a registry: the registry itself, the mirrors it has, or what is left of it on this
    /// machine where nothing may be asked.
    /// </summary>
    public static IImageSource Create(RegistryConnections connections, ImageReference reference, LocalCache cache, IBuildLog log)
    {
        if (connections.IsOffline)
        {
            return CachedImageSource.Create(reference, cache);
        }

        var places = connections.PlacesOf(reference);
        return places is [var only] && only == reference
            ? new RegistryImageSource(connections, reference, cache.Documents)
            : new MirroredImageSource(
                reference,
                places,
                place => new RegistryImageSource(connections, place, cache.Documents, reference),
                log
            );
    }

    public async Task<BaseImage> ResolveAsync(Platform platform, CancellationToken cancellationToken)
    {
        var named = _reference.Digest is { } pinned
            ? new ManifestHeader(pinned, MediaType: null)
            : await _documents.ResolveAsync(_reference.TagOrDigest, mustExist: true, cancellationToken);
        var resolved = named?.Digest ?? throw NotFound($"registry '{_reference.Registry}' has no such repository or tag");
        var found = await _documents.ReadManifestAsync(resolved, named.MediaType, cancellationToken)
            ?? throw NotFound($"registry '{_reference.Registry}' has no such repository or digest");
        for (var depth = 0; MediaTypes.IsIndex(TypeOf(found)); depth++)
        {
            if (depth == MaximumDepth)
            {
                throw PlatformSelection.NotAnImage(Name, "its indexes name only further indexes");
            }

            var index = PlatformSelection.Parse(Name, "index", () => ImageIndex.Parse(found.Bytes, found.MediaType));
            found = await PlatformSelection.FirstImageAsync(PlatformSelection.Candidates(index, platform, Name), ReadNamedAsync);
        }

        var image = await ReadImageAsync(found, platform, cancellationToken);
        _resolved?.Invoke(resolved);
        return new BaseImage(image, resolved);

        async Task<(ImmutableArray<byte> Bytes, ManifestContent Content)> ReadNamedAsync(Descriptor named) =>
            await _documents.ReadManifestAsync(named.Digest, named.MediaType, cancellationToken) is { } content
                ? (content.Bytes, content)
                : throw NotFound($"its index names {named.Digest}, which the registry does not have");
    }

    private async Task<Image> ReadImageAsync(ManifestContent content, Platform platform, CancellationToken cancellationToken)
    {
        var manifest = PlatformSelection.Parse(Name, "manifest", () => Manifest.Parse(content.Bytes, content.MediaType));
        PlatformSelection.CheckIsImage(manifest, Name);
        try
        {
            var config = await _documents.ReadConfigAsync(manifest, cancellationToken);
            return PlatformSelection.ToImage(manifest, config, _layer, platform, Name);
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
            : throw PlatformSelection.NotAnImage(
                Name,
                type.Contains("manifest.v1+", StringComparison.Ordinal)
                    ? Manifest.SchemaOne
                    : $"its media type is '{ErrorText.Clean(type)}'"
            );
    }

    private ContainerizeException NotFound(string reason) => new(BaseImageDiagnostics.BaseImageNotFound.Create(Name, reason));
}
