using Containerize.Oci;

namespace Containerize.Images;

/// <summary>Content known by its descriptor; the bytes are fetched or read only when it is opened.</summary>
internal interface IBlob
{
    Descriptor Descriptor { get; }

    /// <summary>
    /// Opens the bytes that <see cref="Descriptor"/> names. The stream fails at its end with
    /// <c>CTZ2008</c> where length or digest differ. Each call starts from the beginning.
    /// </summary>
    Task<Stream> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>A blob that a registry holds already: a push to the same registry can mount it.</summary>
internal interface IRegistryBlob : IBlob
{
    /// <summary>Registry as in an <see cref="ImageReference"/>, for example <c>localhost:5000</c>.</summary>
    RegistryName Registry { get; }

    RepositoryName Repository { get; }
}
