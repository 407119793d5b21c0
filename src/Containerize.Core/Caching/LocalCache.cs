using Containerize.Diagnostics;
using Containerize.Images;

namespace Containerize.Caching;

/// <summary>
/// What this machine remembers of earlier builds. It holds nothing that could not be made again, and nothing secret:
/// layers, documents of base images, and digests. Nothing is read or written before something is asked for.
/// </summary>
internal sealed class LocalCache : IDisposable
{
    private readonly CacheFolder _folder;

    private LocalCache(CacheFolder folder, CacheOptions options, string layerDirectory)
    {
        _folder = folder;
        LayerDirectory = layerDirectory;
        Layers = new LayerCache(folder, layerDirectory);
        Proofs = new LayerProofs(folder);
        Documents = new DocumentCache(folder);
        BaseLayers = new BaseLayers(folder);
        Fingerprints = new LayerFingerprints(folder, Machine, options.Time);
    }

    /// <summary>Folder of this build for what it makes: layers that cannot be kept, and copies of files.</summary>
    public string LayerDirectory { get; }

    public LayerCache Layers { get; }

    public LayerProofs Proofs { get; }

    public IDocumentCache Documents { get; }

    public BaseLayers BaseLayers { get; }

    public LayerFingerprints Fingerprints { get; }

    /// <param name="options">Where it is; <see cref="CacheOptions.None"/> finds and keeps nothing.</param>
    /// <param name="layerDirectory">Folder for compressed layers where the cache cannot have them.</param>
    /// <param name="log">Hears, once, that the cache cannot be written (CTZ5007).</param>
    public static LocalCache Open(CacheOptions options, string layerDirectory, IBuildLog log) =>
        new(new CacheFolder(options, log), options, layerDirectory);

    /// <summary>Lets the layers go, and makes room where something was added.</summary>
    public void Dispose()
    {
        Layers.Dispose();
        _folder.Trim();
    }

    /// <summary>A home folder may be shared by machines whose files have the same paths. Source: machine-id(5).</summary>
    private static string Machine()
    {
        try
        {
            return File.ReadAllText("/etc/machine-id");
        }
        catch (Exception exception) when (BestEffortFiles.IsExpected(exception))
        {
            return Environment.MachineName;
        }
    }
}
