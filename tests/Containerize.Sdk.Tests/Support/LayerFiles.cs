using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;

namespace Containerize.Sdk.Tests.Support;

/// <summary>The files of an image in an OCI layout.</summary>
internal static class LayerFiles
{
    /// <summary>Paths without a leading slash, of all layers.</summary>
    public static ImmutableArray<string> Of(string layout)
    {
        var digest = new LayoutReader(layout).Manifest["layers"]!.AsArray().Select(layer => (string)layer!["digest"]!);
        return [.. digest.SelectMany(layer => Names(Path.Combine(layout, "blobs", layer.Replace(':', Path.DirectorySeparatorChar))))];
    }

    private static List<string> Names(string file)
    {
        using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name.TrimStart('.', '/'));
        }

        return names;
    }
}
