using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Containerize.Streams;

/// <summary>
/// How hard layers are compressed: <c>ContainerCompressionLevel</c>. The table in docs/performance.md is what the
/// levels were chosen by.
/// </summary>
/// <param name="Name">As projects write it.</param>
/// <param name="Level">zlib's level, 0 to 9.</param>
/// <param name="Speed">Megabytes of content that a core compresses in a second, about.</param>
internal sealed record LayerCompression(string Name, int Level, int Speed)
{
    public static readonly LayerCompression Fastest = new("fastest", 1, 150);

    /// <summary>The default: some 2 % larger than by the level that zlib prefers, in two thirds of the time.</summary>
    public static readonly LayerCompression Balanced = new("balanced", 3, 85);

    public static readonly LayerCompression Smallest = new("smallest", 9, 24);

    /// <summary>
    /// Stored, in gzip's frame: for a registry as near as a disk. A plain tar would be valid, and saves a checksum;
    /// but crane 0.20 calls images with such layers invalid, and registries and scanners know gzip best.
    /// </summary>
    public static readonly LayerCompression None = new("none", 0, 290);

    public static IReadOnlyList<LayerCompression> All { get; } = [Fastest, Balanced, Smallest, None];

    /// <summary>
    /// Distinguishes the compressed bytes of one layer; a part of file names. The runtime contains zlib, and another
    /// version of it may make other bytes.
    /// </summary>
    public string Key { get; } = string.Create(CultureInfo.InvariantCulture, $"gzip-{Level}-{Environment.Version}");

    public static bool TryParse(string text, [NotNullWhen(true)] out LayerCompression? compression)
    {
        compression = null;
        foreach (var candidate in All)
        {
            compression = candidate.Name == text ? candidate : compression;
        }

        return compression is not null;
    }
}
