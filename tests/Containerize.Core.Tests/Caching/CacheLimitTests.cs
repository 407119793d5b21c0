using Containerize.Caching;
using Containerize.Oci;

namespace Containerize.Core.Tests.Caching;

[TestClass]
internal sealed class CacheLimitTests : CacheTestBase
{
    private const int BlobLength = 10_000;

    private static string Layer(char name) => new(name, BlobLength / 2);

    [TestMethod]
    public async Task What_was_used_longest_ago_goes_until_the_rest_fits()
    {
        await FillAsync("abcd");
        using (var cache = Open(limit: 35_000))
        {
            await AddAsync(cache, Layer('e'));
        }

        await AssertKeptAsync("cde");
    }

    [TestMethod]
    public async Task A_find_is_a_use()
    {
        await FillAsync("abcd");
        using (var cache = Open(limit: 35_000))
        {
            await AssertFoundAsync(cache, Layer('a'));
            await AddAsync(cache, Layer('e'));
        }

        await AssertKeptAsync("ade");
    }

    [TestMethod]
    public async Task Documents_and_fingerprints_count()
    {
        await FillAsync("ab");
        var document = new byte[20_000];
        var digest = Digest.Compute(document);
        using (var cache = Open(limit: 35_000))
        {
            cache.Fingerprints.Add(new LayerFingerprint("key", IsSettled: true), digest);
            cache.Documents.Add(digest, [.. document]);
        }

        await AssertKeptAsync("b");
        using var later = Open();
        Assert.IsNotNull(later.Documents.Find(digest));
        Assert.AreEqual(digest, later.Fingerprints.Find(new LayerFingerprint("key", IsSettled: true)));
    }

    [TestMethod]
    public async Task Below_the_limit_nothing_goes()
    {
        await FillAsync("abcd");
        using (var cache = Open(limit: 100_000))
        {
            await AddAsync(cache, Layer('e'));
        }

        await AssertKeptAsync("abcde");
    }

    [TestMethod]
    public async Task A_build_that_adds_nothing_removes_nothing()
    {
        await FillAsync("ab");
        using (var cache = Open(limit: 1))
        {
            await AssertFoundAsync(cache, Layer('a'));
        }

        await AssertKeptAsync("ab");
    }

    [TestMethod]
    public async Task A_layer_larger_than_the_limit_serves_its_build_and_pushes_nothing_out()
    {
        await FillAsync("a");
        using (var cache = Open(limit: 12_000))
        {
            var blob = await AddAsync(cache, new string('z', BlobLength));
            Assert.IsEmpty(Directory.GetFileSystemEntries(EntryPath("tmp")));
            await AssertIsAsync(new string('z', BlobLength), blob);
        }

        await AssertKeptAsync("a");
        using var later = Open();
        await AssertMissingAsync(later, new string('z', BlobLength));
    }

    [TestMethod]
    public async Task What_a_killed_build_left_goes_after_a_day()
    {
        await FillAsync("a");
        foreach (var (name, age) in new[] { ("old", 25), ("young", 23) })
        {
            Directory.CreateDirectory(EntryPath($"tmp/{name}"));
            await File.WriteAllTextAsync(EntryPath($"tmp/{name}/packages.tar.gz"), "", Token);
            Directory.SetLastWriteTimeUtc(EntryPath($"tmp/{name}"), DateTime.UtcNow - TimeSpan.FromHours(age));
            await File.WriteAllTextAsync(EntryPath($"tmp/{name}-file"), "", Token);
            File.SetLastWriteTimeUtc(EntryPath($"tmp/{name}-file"), DateTime.UtcNow - TimeSpan.FromHours(age));
        }

        using (var cache = Open())
        {
            await AddAsync(cache, Layer('b'));
        }

        CollectionAssert.AreEquivalent(
            new[] { EntryPath("tmp/young"), EntryPath("tmp/young-file") },
            Directory.GetFileSystemEntries(EntryPath("tmp"))
        );
    }

    [TestMethod]
    public async Task What_links_lead_to_stays()
    {
        await FillAsync("a");
        var elsewhere = Directory.CreateDirectory(PathOf("elsewhere")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(elsewhere, "file"), new byte[100_000], Token);
        Directory.CreateSymbolicLink(EntryPath("blobs/link"), elsewhere);
        using (var cache = Open(limit: 15_000))
        {
            await AddAsync(cache, Layer('b'));
        }

        Assert.IsTrue(File.Exists(Path.Combine(elsewhere, "file")));
        await AssertKeptAsync("b");
    }

    /// <summary>Adds these layers, as if each had been used an hour after the one before.</summary>
    private async Task FillAsync(string names)
    {
        using var cache = Open();
        for (var index = 0; index < names.Length; index++)
        {
            var layer = Layer(names[index]);
            await AddAsync(cache, layer);
            var use = DateTime.UtcNow - TimeSpan.FromHours(names.Length - index);
            File.SetLastWriteTimeUtc(LayerPath(DiffId(layer)), use);
            File.SetLastWriteTimeUtc(BlobPath(BlobDigest(layer)), use);
        }
    }

    private async Task AssertKeptAsync(string names)
    {
        using var cache = Open();
        var kept = new List<char>();
        foreach (var name in "abcde")
        {
            if (await cache.Layers.FindAsync(DiffId(Layer(name)), Compression, Token) is not null)
            {
                kept.Add(name);
            }
        }

        Assert.AreEqual(names, string.Concat(kept));
    }
}
