using System.Collections.Concurrent;
using System.Collections.Immutable;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Testing;

/// <summary>A cache of documents that lasts as long as its test, and checks that it is told no lies.</summary>
internal sealed class InMemoryDocuments : IDocumentCache
{
    private readonly ConcurrentDictionary<Digest, ImmutableArray<byte>> _documents = new();
    private readonly ConcurrentDictionary<string, Digest> _tags = new();

    public bool IsEmpty => _documents.IsEmpty;

    public IReadOnlyCollection<Digest> Digests => [.. _documents.Keys];

    public ImmutableArray<byte>? Find(Digest digest) => _documents.TryGetValue(digest, out var document) ? document : null;

    public Digest? FindTag(string reference) => _tags.GetValueOrDefault(reference);

    public void RememberTag(string reference, Digest digest) => _tags[reference] = digest;

    public void Add(Digest digest, ImmutableArray<byte> document)
    {
        if (Digest.Compute(document.AsSpan()) != digest)
        {
            throw new ArgumentException($"The document's digest is not {digest}.", nameof(document));
        }

        _documents[digest] = document;
    }
}
