using System.IO.Compression;
using Containerize.Formats;
using Containerize.Oci;

namespace Containerize.Layers;

/// <summary>Makes the compressed file of a layer in one pass: both digests are known when the last byte is written.</summary>
public static class LayerBuilder
{
    /// <param name="content">What goes into it.</param>
    /// <param name="format">Whose media type the layer gets.</param>
    /// <param name="directory">Folder for the file, named after the layer; the next build replaces it.</param>
    /// <param name="cancellationToken">Leaves no partial file.</param>
    /// <exception cref="Diagnostics.ContainerizeException">A file cannot be read or written, or changed meanwhile (CTZ5xxx).</exception>
    public static async Task<BuiltLayer> BuildAsync(LayerContent content, ImageFormat format, string directory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, content.Name + ".tar.gz");
        Digest? diffId = null;
        Descriptor? descriptor = null;
        await AtomicFile.WriteAsync(
            path,
            async (file, token) =>
            {
                await using var compressed = new HashingStream(file);
                await using var gzip = new ParallelGzipStream(compressed, CompressionLevel.Optimal, Environment.ProcessorCount);
                await using var tar = new HashingStream(gzip);
                await LayerTarWriter.WriteAsync(content, tar, token);
                await gzip.CompleteAsync(token);
                diffId = tar.Complete();
                descriptor = new Descriptor { MediaType = MediaTypes.LayerGzip(format), Digest = compressed.Complete(), Size = compressed.Length };
            },
            cancellationToken);
        return new BuiltLayer(content.Name, diffId!, descriptor!, path);
    }
}
