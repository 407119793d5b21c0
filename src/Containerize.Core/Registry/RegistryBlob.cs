using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Registry;

/// <summary>A blob that stays in its registry until it is opened.</summary>
internal sealed class RegistryBlob(RepositoryClient repository, Descriptor descriptor) : IRegistryBlob
{
    public Descriptor Descriptor => descriptor;

    public RegistryName Registry => repository.Registry;

    public RepositoryName Repository => repository.Repository;

    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => repository.OpenBlobAsync(descriptor, cancellationToken);
}
