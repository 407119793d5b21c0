using Containerize.Oci;

namespace Containerize.Images;

/// <summary>A blob whose bytes are here, and that a registry has as well.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="place">Where the registry has them.</param>
internal sealed class PlacedBlob(IBlob bytes, IRegistryBlob place) : IRegistryBlob
{
    public Descriptor Descriptor => bytes.Descriptor;

    public RegistryName Registry => place.Registry;

    public RepositoryName Repository => place.Repository;

    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => bytes.OpenAsync(cancellationToken);
}
