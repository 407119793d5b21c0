using Containerize.Oci;
using Containerize.Registry.Endpoints;

namespace Containerize.Registry;

/// <summary>The manifests and configurations of one repository, wherever they are read.</summary>
internal interface IImageDocuments
{
    /// <summary>Asks for a manifest or index by tag or digest; the digest is never null.</summary>
    /// <param name="tagOrDigest">Which.</param>
    /// <param name="mustExist">Whether "not found" is worth a second question: some registries answer GET only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What there is, or null.</returns>
    Task<ManifestHeader?> ResolveAsync(string tagOrDigest, bool mustExist, CancellationToken cancellationToken);

    /// <summary>A manifest or index, or null where there is none.</summary>
    Task<ManifestContent?> ReadManifestAsync(Digest digest, string? mediaType, CancellationToken cancellationToken);

    /// <summary>The configuration that a manifest names.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    Task<ImageConfig> ReadConfigAsync(Manifest manifest, CancellationToken cancellationToken);
}
