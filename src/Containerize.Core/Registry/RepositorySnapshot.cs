using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Registry;

/// <summary>
/// What is known of a repository before anything is sent to it: what its tags point to now, and what these and other
/// images say of their layers. That a blob is there is what the registry says of it, and no more: where its bytes are
/// those that were made or proven here, they need not be sent; what they are uncompressed is a claim. Where the manifest
/// is the same, all of the image is.
/// </summary>
internal sealed class RepositorySnapshot : ILayerClaims
{
    private readonly Dictionary<string, NamedImage> _names = new(StringComparer.Ordinal);
    private readonly HashSet<Digest> _manifests = [];
    private readonly HashSet<Digest> _blobs = [];
    private readonly Dictionary<Digest, ImmutableArray<LayerClaim>> _layers = [];

    /// <param name="here">The images that names of the repository point to.</param>
    /// <param name="elsewhere">The images that names of other repositories point to, the nearest first.</param>
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
                AddLayers(image, named.Name);
            }
        }

        foreach (var named in elsewhere)
        {
            AddLayers(named.Image, named.Name);
        }
    }

    public static RepositorySnapshot Empty { get; } = new(here: [], elsewhere: []);

    public bool IsEmpty => _layers.Count == 0;

    /// <summary>What was known of a tag when the snapshot was made.</summary>
    public TagState FindTag(Tag tag) => _names.GetValueOrDefault(tag.ToString())?.State ?? TagState.NotAsked;

    /// <summary>The image that a tag points to, or null where there is none, or it was not asked for or cannot be read.</summary>
    public Image? FindImage(Tag tag) => _names.GetValueOrDefault(tag.ToString())?.Image;

    /// <summary>The same with the index that names it; null too where that index has anything beside the image.</summary>
    public ImageSet? FindSet(Tag tag) =>
        _names.GetValueOrDefault(tag.ToString()) switch
        {
            { Image: { } image, Index: null } => ImageSet.Create(image),
            { Image: { } image, Index: { Manifests.Length: 1 } index } => ImageSet.Create([image], index, OciJson.NoAnnotations),
            _ => null,
        };

    /// <summary>Whether this manifest was found in the repository: then all it names is there too.</summary>
    public bool HasManifest(Digest digest) => _manifests.Contains(digest);

    /// <summary>Whether an image of the repository names this blob.</summary>
    public bool HasBlob(Digest digest) => _blobs.Contains(digest);

    /// <inheritdoc/>
    /// <remarks>The blobs are <see cref="IRegistryBlob"/>s.</remarks>
    public ImmutableArray<LayerClaim> Find(Digest diffId) => _layers.GetValueOrDefault(diffId, []);

    /// <summary>Layers that are not compressed with gzip, or may not be distributed, are not what a build would make.</summary>
    private void AddLayers(Image? image, string name)
    {
        for (var i = 0; i < image?.Layers.Length; i++)
        {
            var descriptor = image.Layers[i].Descriptor;
            if (MediaTypes.ConvertLayer(descriptor.MediaType, ImageFormat.Oci) == MediaTypes.OciLayerGzip && descriptor.Urls.IsEmpty)
            {
                var diffId = image.Config.DiffIds[i];
                var claims = Find(diffId);

                // Several tags of one image say the same.
                if (!claims.Any(claim => ReferenceEquals(claim.Image, image)))
                {
                    _layers[diffId] = claims.Add(new LayerClaim(image, i, name));
                }
            }
        }
    }
}
