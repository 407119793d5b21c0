using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>Keeps documents in the cache's folder.</summary>
public sealed class DocumentCache(CacheFolder folder) : IDocumentCache
{
    public bool IsEmpty => !folder.HasFolder(ContentName.Folder);

    public ImmutableArray<byte>? Find(Digest digest)
    {
        var name = ContentName.Of(digest);
        if (folder.Read(name) is not { } document)
        {
            return null;
        }

        using var hash = digest.CreateHash();
        hash.AppendData(document);
        if (!digest.Matches(hash.GetHashAndReset()))
        {
            folder.Remove(name);
            return null;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(document);
    }

    public void Add(Digest digest, ImmutableArray<byte> document) => folder.Write(ContentName.Of(digest), document.AsSpan());
}
