using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>Where content is that is known by its digest: layers and documents alike.</summary>
internal static class ContentName
{
    public const string Folder = "blobs";

    public static string Format(Digest digest) => $"{Folder}/{digest.Algorithm}/{digest.Hex}";
}
