using Containerize.Caching;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Registry;

/// <summary>A registry's images, and a cache on disk that outlives the builds of one test.</summary>
internal abstract class CachedRegistryTestBase : RegistryTestBase, IDisposable
{
    private protected static readonly Image Expected = RandomImage.Create(1);

    private protected TemporaryDirectory Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected LocalCache OpenCache() =>
        LocalCache.Open(new CacheOptions { Path = Folder.PathOf("cache") }, Folder.PathOf("layers"), Log);

    private protected async Task<Digest> DigestOfAsync(IBlob blob)
    {
        await using var stream = await blob.OpenAsync(Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Token);
        return Digest.Compute(bytes.ToArray());
    }
}
