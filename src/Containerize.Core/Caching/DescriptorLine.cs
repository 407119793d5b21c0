using System.Globalization;
using Containerize.Oci;

namespace Containerize.Caching;

/// <summary>A layer's descriptor as a line of text: media type, digest, size.</summary>
internal static class DescriptorLine
{
    public static string Format(Descriptor descriptor) =>
        string.Create(CultureInfo.InvariantCulture, $"{descriptor.MediaType} {descriptor.Digest} {descriptor.Size}");

    public static Descriptor? Parse(string text) =>
        text.Split(' ') is [var mediaType, var digestText, var sizeText]
        && Digest.TryParse(digestText, out var digest)
        && long.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? new Descriptor
            {
                MediaType = mediaType,
                Digest = digest,
                Size = size,
            }
            : null;
}
