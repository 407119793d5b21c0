using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Registry;

/// <summary>
/// What is known of a repository before anything is sent to it: what its tags point to now, and other images whose
/// layers count as known. Where a planned layer stands in such an image, its compressed bytes exist and need not be
/// made again; where the manifest is the same, not even that. A registry that lies in a configuration does no harm:
/// engines check diff ids when they pull.
/// </summary>
public sealed class RepositorySnapshot : ILayerCache
{
    private readonly Dictionary<string, NamedImage> _names = new(StringComparer.Ordinal);
    private readonly HashSet<Digest> _manifests = [];
    private readonly HashSet<Digest> _blobs = [];
    private readonly Dictionary<Digest, IBlob> _layers = [];

    /// <param name="here">What names of the repository stand for.</param>
    /// <param name="elsewhere">What names of other repositories stand for, the nearest first.</param>
    internal RepositorySnapshot(IEnumerable<NamedImage> here, IEnumerable<NamedImage> elsewhere)
    {
        foreach (var named in here)
        {
            _names.Add(named.Name, named);
            if (named.State.KnownDigest is { } digest)
            {
                _manifests.Add(digest);
            }

            if (named.Image is { } image)
            {
                _manifests.Add(image.Manifest.Digest);
                _blobs.Add(image.Manifest.Config.Digest);
                _blobs.UnionWith(image.Manifest.Layers.Select(layer => layer.Digest));
                AddLayers(image);
            }
        }

        foreach (var named in elsewhere)
        {
            AddLayers(named.Image);
        }
    }

    public static RepositorySnapshot Empty { get; } = new(here: [], elsewhere: []);

    public bool IsEmpty => _layers.Count == 0;

    /// <summary>What was known of a tag when the snapshot was made.</summary>
    public TagState FindTag(string tag) => _names.GetValueOrDefault(tag)?.State ?? TagState.NotAsked;

    /// <summary>The image that a tag points to, or null where there is none, or it was not asked for or cannot be read.</summary>
    public Image? FindImage(string tag) => _names.GetValueOrDefault(tag)?.Image;

    /// <summary>Whether this manifest was found in the repository: then all it names is there too.</summary>
    public bool HasManifest(Digest digest) => _manifests.Contains(digest);

    /// <summary>Whether an image of the repository names this blob.</summary>
    public bool HasBlob(Digest digest) => _blobs.Contains(digest);

    /// <inheritdoc/>
    /// <returns>An <see cref="IRegistryBlob"/> of the nearest repository that has the layer.</returns>
    public IBlob? Find(Digest diffId) => _layers.GetValueOrDefault(diffId);

    /// <summary>Layers that are not compressed with gzip, or may not be distributed, are not what a build would make.</summary>
    private void AddLayers(Image? image)
    {
        for (var i = 0; i < image?.Layers.Length; i++)
        {
            var descriptor = image.Layers[i].Descriptor;
            if (MediaTypes.ConvertLayer(descriptor.MediaType, ImageFormat.Oci) == MediaTypes.OciLayerGzip && descriptor.Urls.IsEmpty)
            {
                _layers.TryAdd(image.Config.DiffIds[i], image.Layers[i]);
            }
        }
    }
}
