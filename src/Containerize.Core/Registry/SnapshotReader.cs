using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Registry;

/// <summary>
/// Reads <see cref="RepositorySnapshot"/>s, all names at once. What is not there or cannot be read is passed over: the
/// push will tell what is wrong with its repository.
/// </summary>
/// <param name="connections">The registries of this build.</param>
/// <param name="documents">Manifests and configurations that were seen before.</param>
/// <param name="log">Told what is passed over.</param>
internal sealed class SnapshotReader(RegistryConnections connections, IDocumentCache documents, IBuildLog log)
{
    /// <param name="repository">The repository that is published to.</param>
    /// <param name="tags">The tags that the image will have; often some of them are new.</param>
    /// <param name="cacheFrom">Other images whose layers count as known, in any registry. The project names them, so the log says which are
    /// not read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RepositorySnapshot> ReadAsync(
        RepositoryClient repository,
        IEnumerable<ImageTag> tags,
        IEnumerable<ImageReference> cacheFrom,
        CancellationToken cancellationToken
    )
    {
        var images = new RepositoryImages(repository, documents, log);
        var here = tags.Select(tag => tag.ToString())
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(tag => tag, tag => images.FindAsync(tag, MessageImportance.Low, cancellationToken));
        var (near, far) = (new List<Task<NamedImage>>(), new List<Task<NamedImage>>());
        foreach (var reference in cacheFrom)
        {
            var isNear = reference.Registry == repository.Registry;
            if (!isNear || reference.Repository != repository.Repository)
            {
                var source = new RepositoryImages(connections.Get(reference.Registry).ForPull(reference.Repository), documents, log);
                (isNear ? near : far).Add(source.FindAsync(reference.TagOrDigest, MessageImportance.Normal, cancellationToken));
            }
            else if (!here.ContainsKey(reference.TagOrDigest))
            {
                here.Add(reference.TagOrDigest, images.FindAsync(reference.TagOrDigest, MessageImportance.Normal, cancellationToken));
            }
        }

        return new RepositorySnapshot(await Task.WhenAll(here.Values), [.. await Task.WhenAll(near), .. await Task.WhenAll(far)]);
    }
}
