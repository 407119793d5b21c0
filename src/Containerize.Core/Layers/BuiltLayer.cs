using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Layers;

/// <summary>A layer of the application, compressed in a file.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="DiffId">Digest of the uncompressed tar.</param>
/// <param name="Descriptor">Of the compressed bytes.</param>
/// <param name="Path">Where they stand until the next build.</param>
public sealed record BuiltLayer(string Name, Digest DiffId, Descriptor Descriptor, string Path) : IBlob
{
    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => new FileBlob(Descriptor, Path).OpenAsync(cancellationToken);
}
