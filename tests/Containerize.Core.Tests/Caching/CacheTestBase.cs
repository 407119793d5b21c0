using System.Text;
using Containerize.Caching;
using Containerize.Files;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Caching;

/// <summary>A cache in a folder of the test's own.</summary>
internal abstract class CacheTestBase : IDisposable
{
    protected const string Compression = "gzip-3";

    private readonly TemporaryDirectory _directory = new();

    public required TestContext TestContext { get; init; }

    protected RecordingBuildLog Log { get; } = new();

    protected CancellationToken Token => TestContext.CancellationToken;

    protected string CachePath => _directory.PathOf("cache");

    /// <summary>Where layers go that the cache cannot have.</summary>
    protected string LayerDirectory => Directory.CreateDirectory(_directory.PathOf("obj")).FullName;

    protected string PathOf(string relative) => _directory.PathOf(relative);

    /// <summary>The path of an entry.</summary>
    protected string EntryPath(string name) => Path.Combine(CachePath, "v1", name);

    protected string BlobPath(Digest digest) => EntryPath($"blobs/{digest.Algorithm}/{digest.Hex}");

    protected string LayerPath(Digest diffId, string compression = Compression) =>
        EntryPath($"layers/{compression}/{diffId.Algorithm}/{diffId.Hex}");

    protected LocalCache Open(long limit = CacheOptions.DefaultLimit) => Open(CachePath, limit);

    protected LocalCache Open(string path, long limit = CacheOptions.DefaultLimit) =>
        LocalCache.Open(new CacheOptions { Path = path, Limit = limit }, LayerDirectory, Log);

    /// <summary>The same cache, for a build of another project.</summary>
    protected LocalCache OpenApart(string project, long limit = CacheOptions.DefaultLimit) =>
        LocalCache.Open(new CacheOptions { Path = CachePath, Limit = limit }, PathOf(project), Log);

    /// <summary>A layer whose tar is this text, and whose compressed bytes are the text twice.</summary>
    protected static Digest DiffId(string text) => Digest.Compute(Encoding.UTF8.GetBytes(text));

    protected static byte[] Compressed(string text) => Encoding.UTF8.GetBytes(text + text);

    protected static Digest BlobDigest(string text) => Digest.Compute(Compressed(text));

    /// <summary>Adds such a layer, and expects the blob to have its bytes.</summary>
    protected async Task<IBlob> AddAsync(LocalCache cache, string text, string compression = Compression)
    {
        var layer = await cache.Layers.AddAsync(compression, (directory, token) => BuildAsync(text, directory, token), Token);
        Assert.AreEqual(DiffId(text), layer.DiffId);
        Assert.AreEqual("name", layer.Name);
        await AssertIsAsync(text, layer.Blob);
        return layer.Blob;
    }

    protected static Task<BuiltLayer> BuildAsync(string text, string directory, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var path = Path.Combine(directory, DiffId(text).Hex + ".tar.gz");
        AtomicFile.Write(path, Compressed(text));
        return Task.FromResult(new BuiltLayer("name", DiffId(text), new FileBlob(DescriptorOf(text), path)));
    }

    protected static Descriptor DescriptorOf(string text) =>
        new()
        {
            MediaType = MediaTypes.OciLayerGzip,
            Digest = BlobDigest(text),
            Size = Compressed(text).Length,
        };

    protected async Task AssertFoundAsync(LocalCache cache, string text)
    {
        var blob = await cache.Layers.FindAsync(DiffId(text), Compression, Token);
        Assert.IsNotNull(blob, text);
        Assert.AreEqual(DescriptorOf(text), blob.Descriptor);
        await AssertIsAsync(text, blob);
    }

    protected async Task AssertMissingAsync(LocalCache cache, string text) =>
        Assert.IsNull(await cache.Layers.FindAsync(DiffId(text), Compression, Token), text);

    protected async Task AssertIsAsync(string text, IBlob blob) => CollectionAssert.AreEqual(Compressed(text), await ReadAsync(blob));

    protected async Task<byte[]> ReadAsync(IBlob blob)
    {
        await using var stream = await blob.OpenAsync(Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }
}
