using System.Collections.Immutable;
using Containerize.Oci;

namespace Containerize.Images;

/// <summary>
/// Remembers small documents (manifests, indexes, configurations) by their digest, so that nothing is fetched twice.
/// What it gives has the digest that was asked for; it never fails, it only forgets. They are so small and near that
/// nothing is gained by waiting for them asynchronously.
/// </summary>
internal interface IDocumentCache
{
    /// <summary>Whether nothing is there: then callers need not compute a digest to ask for. Cheap.</summary>
    bool IsEmpty { get; }

    /// <summary>The document, or null where it is not there (any more).</summary>
    ImmutableArray<byte>? Find(Digest digest);

    /// <summary>Remembers a document whose digest was checked.</summary>
    void Add(Digest digest, ImmutableArray<byte> document);

    /// <summary>The digest that a tag pointed to when it was last asked for, or null; for builds that cannot ask.</summary>
    /// <param name="reference">Registry, repository and tag.</param>
    Digest? FindTag(string reference);

    /// <summary>Remembers the digest that a tag points to.</summary>
    void RememberTag(string reference, Digest digest);
}

internal static class DocumentCacheExtensions
{
    /// <summary>Remembers the documents of images: after a push, the next one need not read them back.</summary>
    public static void Add(this IDocumentCache documents, ImageSet images)
    {
        foreach (var image in images.Images)
        {
            documents.Add(image.Manifest.Digest, image.Manifest.RawBytes);
            documents.Add(image.Manifest.Config.Digest, image.Config.RawBytes);
        }

        if (images.Index is { } index)
        {
            documents.Add(index.Digest, index.RawBytes);
        }
    }
}
