using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Testing;

/// <summary>Remembers nothing.</summary>
internal sealed class NoDocumentCache : IDocumentCache
{
    private NoDocumentCache() { }

    public static NoDocumentCache Instance { get; } = new();

    public bool IsEmpty => true;

    public ImmutableArray<byte>? Find(Digest digest) => null;

    public Digest? FindTag(string reference) => null;

    public void RememberTag(string reference, Digest digest) { }

    public void Add(Digest digest, ImmutableArray<byte> document) { }
}
