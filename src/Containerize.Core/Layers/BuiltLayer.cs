using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Layers;

/// <summary>A layer of the application: compressed in a file, or already in a registry.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="DiffId">Digest of the uncompressed tar.</param>
/// <param name="Blob">The compressed bytes.</param>
internal sealed record BuiltLayer(string Name, Digest DiffId, IBlob Blob)
{
    public Descriptor Descriptor => Blob.Descriptor;
}
