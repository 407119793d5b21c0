using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Streams;

namespace Containerize.Layers;

/// <summary>
/// Makes layers in two steps: what a layer is (its diff id) costs a hash; its compressed bytes cost far more, and are
/// made only if they are nowhere yet.
/// </summary>
internal static class LayerBuilder
{
    /// <summary>The digest of the layer's tar, without compressing or keeping it.</summary>
    /// <exception cref="Diagnostics.ContainerizeException">A file cannot be read, or changed meanwhile (CTZ5xxx).</exception>
    public static async Task<Digest> MeasureAsync(LayerContent content, CancellationToken cancellationToken)
    {
        await using var tar = new HashingStream(Stream.Null);
        await LayerTarWriter.WriteAsync(content, tar, cancellationToken);
        return tar.Complete();
    }

    /// <param name="content">What goes into it.</param>
    /// <param name="compression">How hard it is compressed.</param>
    /// <param name="directory">Folder for the file, named after the layer; the next build replaces it.</param>
    /// <param name="cancellationToken">Leaves no partial file.</param>
    /// <returns>The layer, with the OCI's media type.</returns>
    /// <exception cref="Diagnostics.ContainerizeException">A file cannot be read or written, or changed meanwhile (CTZ5xxx).</exception>
    public static async Task<BuiltLayer> CompressAsync(
        LayerContent content,
        LayerCompression compression,
        string directory,
        CancellationToken cancellationToken
    )
    {
        var path = Path.Combine(directory, content.Name + ".tar.gz");
        Digest? diffId = null;
        Descriptor? descriptor = null;
        await AtomicFile.WriteAsync(
            path,
            async (file, token) =>
            {
                await using var compressed = new HashingStream(file);
                await using var gzip = new ParallelGzipStream(compressed, compression.Level, Environment.ProcessorCount);
                await using var tar = new HashingStream(gzip);
                await LayerTarWriter.WriteAsync(content, tar, token);
                await gzip.CompleteAsync(token);
                diffId = tar.Complete();
                descriptor = new Descriptor
                {
                    MediaType = MediaTypes.OciLayerGzip,
                    Digest = compressed.Complete(),
                    Size = compressed.Length,
                };
            },
            cancellationToken
        );
        return new BuiltLayer(content.Name, diffId!, new FileBlob(descriptor!, path));
    }
}
