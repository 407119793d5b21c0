using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Containerize.Oci;

namespace Containerize.Images;

/// <summary>A small blob whose bytes are at hand: a configuration.</summary>
internal sealed class BytesBlob(Descriptor descriptor, ImmutableArray<byte> bytes) : IBlob
{
    public Descriptor Descriptor => descriptor;

    public Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream(ImmutableCollectionsMarshal.AsArray(bytes)!, writable: false));
}
