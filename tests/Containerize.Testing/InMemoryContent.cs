using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Testing;

/// <summary>What an <see cref="InMemoryRegistry"/> holds; tests put bases in and look at what was pushed.</summary>
internal sealed class InMemoryContent
{
    private readonly ConcurrentDictionary<(string Repository, string Digest), ImmutableArray<byte>> _blobs = new();
    private readonly ConcurrentDictionary<(string Repository, string Digest), StoredManifest> _manifests = new();
    private readonly ConcurrentDictionary<(string Repository, string Tag), string> _tags = new();

    public ImmutableArray<byte>? GetBlob(string repository, string digest) =>
        _blobs.TryGetValue((repository, digest), out var bytes) ? bytes : null;

    public StoredManifest? GetManifest(string repository, string tagOrDigest) =>
        _manifests.GetValueOrDefault((repository, _tags.GetValueOrDefault((repository, tagOrDigest)) ?? tagOrDigest));

    public IReadOnlyList<StoredManifest> Manifests(string repository) =>
        [
            .. _manifests
                .Where(entry => entry.Key.Repository == repository)
                .Select(entry => entry.Value)
                .OrderBy(manifest => manifest.Digest, StringComparer.Ordinal),
        ];

    public IReadOnlyList<string> Tags(string repository) =>
        [.. _tags.Keys.Where(key => key.Repository == repository).Select(key => key.Tag).Order(StringComparer.Ordinal)];

    public void AddBlob(string repository, ImmutableArray<byte> bytes) =>
        AddBlob(repository, Digest.Compute(bytes.AsSpan()).ToString(), bytes);

    /// <summary>Also under a digest that is not its own.</summary>
    public void AddBlob(string repository, string digest, ImmutableArray<byte> bytes) => _blobs[(repository, digest)] = bytes;

    /// <summary>Loses a blob, as registries do whose storage is cleared behind them.</summary>
    public void RemoveBlob(string repository, string digest) => _blobs.TryRemove((repository, digest), out _);

    /// <summary>Loses a manifest, or takes a tag away.</summary>
    public void RemoveManifest(string repository, string tagOrDigest)
    {
        _manifests.TryRemove((repository, tagOrDigest), out _);
        _tags.TryRemove((repository, tagOrDigest), out _);
    }

    /// <summary>Stores a manifest under its digest and, where the reference is none, under that tag.</summary>
    public Digest AddManifest(string repository, string tagOrDigest, ImmutableArray<byte> bytes, string mediaType)
    {
        var digest = Digest.Compute(bytes.AsSpan());
        _manifests[(repository, digest.ToString())] = new(bytes, mediaType, digest.ToString());
        if (tagOrDigest != digest.ToString())
        {
            _tags[(repository, tagOrDigest)] = digest.ToString();
        }

        return digest;
    }

    /// <summary>Puts a whole image in.</summary>
    public async Task<Digest> AddImageAsync(string repository, string tag, Image image, CancellationToken cancellationToken)
    {
        foreach (var blob in image.Layers.Where(layer => layer.Descriptor.Urls.IsEmpty).Append(image.ConfigBlob))
        {
            await using var stream = await blob.OpenAsync(cancellationToken);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken);
            AddBlob(repository, [.. bytes.ToArray()]);
        }

        return AddManifest(repository, tag, image.Manifest.RawBytes, image.Manifest.MediaType);
    }

    /// <summary>Puts images in, and an index of them by their platforms.</summary>
    public async Task<Digest> AddIndexAsync(string repository, string tag, IEnumerable<Image> images, CancellationToken cancellationToken)
    {
        var descriptors = new List<Descriptor>();
        foreach (var image in images)
        {
            await AddImageAsync(repository, image.Manifest.Digest.ToString(), image, cancellationToken);
            descriptors.Add(image.Manifest.Descriptor with { Platform = image.Config.Platform });
        }

        var index = ImageIndex.Create([.. descriptors]);
        return AddManifest(repository, tag, index.RawBytes, index.MediaType);
    }
}

/// <summary>A manifest or index as it was stored.</summary>
internal sealed record StoredManifest(ImmutableArray<byte> Bytes, string MediaType, string Digest);
