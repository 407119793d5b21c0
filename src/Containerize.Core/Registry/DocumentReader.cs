using System.Collections.Concurrent;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Registry.Endpoints;

namespace Containerize.Registry;

/// <summary>
/// Reads manifests and configurations of one repository with as few requests as can be: what was seen before comes
/// from the cache by its digest. So a tag is asked for its digest only where the cache has anything; else its
/// manifest is fetched at once. Fails as <see cref="RepositoryClient"/> does.
/// </summary>
internal sealed class DocumentReader(RepositoryClient repository, IDocumentCache documents) : IImageDocuments
{
    /// <summary>Manifests that came in place of their digest, until they are read.</summary>
    private readonly ConcurrentDictionary<Digest, ManifestContent> _fetched = new();

    public async Task<ManifestHeader?> ResolveAsync(string tagOrDigest, bool mustExist, CancellationToken cancellationToken)
    {
        if (MayBeKnown(tagOrDigest))
        {
            var header = await repository.ResolveAsync(tagOrDigest, cancellationToken);
            if (header?.Digest is not null || (header is null && !mustExist))
            {
                return header;
            }
        }

        return await FetchAsync(tagOrDigest, cancellationToken) is { } content ? new(content.Digest, content.MediaType) : null;
    }

    public Task<ManifestContent?> ReadManifestAsync(Digest digest, string? mediaType, CancellationToken cancellationToken) =>
        _fetched.TryGetValue(digest, out var content) ? Task.FromResult<ManifestContent?>(content)
        : documents.Find(digest) is { } document ? Task.FromResult<ManifestContent?>(new(document, mediaType, digest))
        : FetchAsync(digest.ToString(), cancellationToken);

    public async Task<ImageConfig> ReadConfigAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var config = manifest.Config;
        if (config.Size > ImageConfig.MaximumSize)
        {
            throw new FormatException($"a configuration of {config.Size} bytes is too large");
        }

        if (documents.Find(config.Digest) is { } known)
        {
            return ImageConfig.Parse(known);
        }

        var document = await repository.ReadBlobAsync(config, cancellationToken);
        documents.Add(config.Digest, document);
        return ImageConfig.Parse(document);
    }

    private bool MayBeKnown(string tagOrDigest) =>
        !documents.IsEmpty && (!Digest.TryParse(tagOrDigest, out var digest) || documents.Find(digest) is not null);

    private async Task<ManifestContent?> FetchAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        var content = await repository.GetManifestAsync(tagOrDigest, cancellationToken);
        if (content is not null)
        {
            _fetched[content.Digest] = content;
            documents.Add(content.Digest, content.Bytes);
        }

        return content;
    }
}
