using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Containerize.Images;
using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>Keeps documents in the cache's folder.</summary>
internal sealed class DocumentCache(CacheFolder folder) : IDocumentCache
{
    public bool IsEmpty => !folder.HasFolder(ContentName.Folder);

    public ImmutableArray<byte>? Find(Digest digest)
    {
        var name = ContentName.Format(digest);
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

    public Digest? FindTag(string reference) =>
        CacheRecord.Read(folder, TagName(reference)) is { } text && Digest.TryParse(text, out var digest) ? digest : null;

    public void RememberTag(string reference, Digest digest)
    {
        if (folder.IsEnabled && FindTag(reference) != digest)
        {
            CacheRecord.Write(folder, TagName(reference), digest.ToString());
        }
    }

    /// <summary>A reference has characters that a file's name cannot have everywhere.</summary>
    private static string TagName(string reference) => $"tags/{Digest.Compute(Encoding.UTF8.GetBytes(reference)).Hex}";

    public void Add(Digest digest, ImmutableArray<byte> document) => folder.Write(ContentName.Format(digest), document.AsSpan());
}
