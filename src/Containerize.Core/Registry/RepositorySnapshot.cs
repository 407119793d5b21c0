using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Registry;

/// <summary>
/// What a repository's tags point to now. Where a planned layer stands in such an image, its compressed bytes are in
/// the repository and need not be made or sent again; where the manifest is the same, not even that. A registry that
/// lies in a configuration does no harm: engines check diff ids when they pull.
/// </summary>
public sealed class RepositorySnapshot : ILayerCache
{
    private readonly ImmutableDictionary<Digest, IBlob> _layers;
    private readonly ImmutableDictionary<string, Digest> _tags;
    private readonly ImmutableHashSet<Digest> _blobs;

    private RepositorySnapshot(ImmutableDictionary<Digest, IBlob> layers, ImmutableDictionary<string, Digest> tags, ImmutableHashSet<Digest> blobs) =>
        (_layers, _tags, _blobs) = (layers, tags, blobs);

    public static RepositorySnapshot Empty { get; } = new(
        ImmutableDictionary<Digest, IBlob>.Empty, ImmutableDictionary<string, Digest>.Empty, []);

    public bool IsEmpty => _layers.IsEmpty;

    /// <summary>The manifest that a tag points to, or null where it does not exist or was not asked for.</summary>
    public Digest? Resolve(string tag) => _tags.GetValueOrDefault(tag);

    /// <summary>Whether a tag points to this manifest: then it stands in the repository, and so does all it names.</summary>
    public bool HasManifest(Digest digest) => _tags.ContainsValue(digest);

    /// <summary>Whether an image of the repository names this blob.</summary>
    public bool HasBlob(Digest digest) => _blobs.Contains(digest);

    /// <inheritdoc/>
    public IBlob? Find(Digest diffId, ImageFormat format) =>
        _layers.TryGetValue(diffId, out var blob) && MediaTypes.ConvertLayer(blob.Descriptor.MediaType, format) == MediaTypes.LayerGzip(format) ? blob : null;

    /// <summary>
    /// Reads what the tags point to. A repository that does not exist, or cannot be read, is empty: the push will tell
    /// what is wrong with it.
    /// </summary>
    public static async Task<RepositorySnapshot> ReadAsync(RepositoryClient repository, IEnumerable<string> tags, IBuildLog log, CancellationToken cancellationToken)
    {
        try
        {
            var manifests = await Task.WhenAll(tags.Distinct(StringComparer.Ordinal).Select(async tag => (tag, content: await repository.GetManifestAsync(tag, cancellationToken))));
            var found = manifests.Where(pair => pair.content is not null && MediaTypes.IsManifest(pair.content.MediaType)).ToList();
            var images = await Task.WhenAll(found.DistinctBy(pair => pair.content!.Digest).Select(pair => ReadImageAsync(repository, pair.content!, cancellationToken)));
            return new RepositorySnapshot(
                images.SelectMany(image => image.Layers).DistinctBy(layer => layer.DiffId).ToImmutableDictionary(layer => layer.DiffId, layer => layer.Blob),
                found.ToImmutableDictionary(pair => pair.tag, pair => pair.content!.Digest),
                [.. images.SelectMany(image => image.Blobs)]);
        }
        catch (Exception exception) when (exception is ContainerizeException or FormatException)
        {
            log.Write(MessageImportance.Low, $"{repository.Registry}/{repository.Repository} cannot tell what it holds: {exception.Message}");
            return Empty;
        }
    }

    private static async Task<(IEnumerable<(Digest DiffId, IBlob Blob)> Layers, IEnumerable<Digest> Blobs)> ReadImageAsync(
        RepositoryClient repository, ManifestContent content, CancellationToken cancellationToken)
    {
        var manifest = Manifest.Parse(content.Bytes, content.MediaType);
        if (manifest.Config.Size > ImageConfig.MaximumSize)
        {
            throw new FormatException($"the configuration {manifest.Config.Digest} has {manifest.Config.Size} bytes");
        }

        var diffIds = ImageConfig.Parse(await repository.ReadBlobAsync(manifest.Config, cancellationToken)).DiffIds;
        return (
            diffIds.Zip(manifest.Layers, (diffId, layer) => (diffId, (IBlob)new RegistryBlob(repository, layer))),
            manifest.Layers.Select(layer => layer.Digest).Append(manifest.Config.Digest));
    }
}
