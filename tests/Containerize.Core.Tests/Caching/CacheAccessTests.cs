using System.Runtime.Versioning;
using Containerize.Caching;
using Containerize.Diagnostics;
using Containerize.Oci;

namespace Containerize.Core.Tests.Caching;

/// <summary>
/// Caches that are switched off, private, or cannot be written. Root may write anywhere, so the paths lead through files.
/// </summary>
[TestClass]
internal sealed class CacheAccessTests : CacheTestBase
{
    private static readonly Digest Some = Digest.Compute("some"u8);

    [TestMethod]
    public async Task Without_a_cache_layers_are_made_in_the_builds_own_folder()
    {
        using var cache = LocalCache.Open(CacheOptions.None, LayerDirectory, Log);
        var blob = await AddAsync(cache, "layer");
        Assert.HasCount(1, Directory.GetFiles(LayerDirectory));
        await AssertIsAsync("layer", blob);
        await AssertMissingAsync(cache, "layer");
        cache.Documents.Add(Some, [.. "some"u8]);
        Assert.IsNull(cache.Documents.Find(Some));
        var fingerprint = new LayerFingerprint("key", IsSettled: true);
        cache.Fingerprints.Add(fingerprint, Some);
        Assert.IsNull(cache.Fingerprints.Find(fingerprint));
        Assert.IsTrue(cache.Layers.IsEmpty(Compression));
        Assert.IsEmpty(Log.Diagnostics);
    }

    [TestMethod]
    public async Task What_is_only_asked_writes_nothing()
    {
        using (var cache = Open())
        {
            await AssertMissingAsync(cache, "layer");
            Assert.IsNull(cache.Documents.Find(Some));
            Assert.IsNull(cache.Fingerprints.Find(new LayerFingerprint("key", IsSettled: true)));
        }

        Assert.IsFalse(Directory.Exists(CachePath));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [UnsupportedOSPlatform("windows")]
    public async Task The_folder_is_for_its_user_alone()
    {
        using var cache = Open(PathOf("made/on/the/way"));
        await AddAsync(cache, "layer");
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.AreEqual(Private, File.GetUnixFileMode(PathOf("made/on/the/way")));
        Assert.AreEqual(Private, File.GetUnixFileMode(PathOf("made/on/the/way/v1")));
    }

    [TestMethod]
    public async Task A_folder_with_other_things_keeps_them()
    {
        Directory.CreateDirectory(Path.Combine(CachePath, "blobs/sha256"));
        var other = Path.Combine(CachePath, "blobs/sha256", Some.Hex);
        await File.WriteAllBytesAsync(other, new byte[100_000], Token);
        using (var cache = Open(limit: 50_000))
        {
            await AddAsync(cache, "layer");
        }

        Assert.IsTrue(File.Exists(other));
        using var later = Open();
        await AssertFoundAsync(later, "layer");
    }

    [TestMethod]
    [DataRow("cache")]
    [DataRow("cache/deeper")]
    [DataRow("cache/v1")]
    [DataRow("cache/v1/tmp")]
    [DataRow("cache/v1/blobs")]
    [DataRow("cache/v1/blobs/sha256")]
    public async Task A_cache_that_cannot_be_written_is_one_warning_and_the_build_goes_on(string file)
    {
        var path = file.StartsWith("cache/deeper", StringComparison.Ordinal) ? Path.Combine(CachePath, "deeper", "cache") : CachePath;
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        await File.WriteAllTextAsync(PathOf(file), "", Token);
        using (var cache = Open(path))
        {
            await Task.WhenAll(
                "abcdefgh".Select(name => Task.Run(() => AddAsync(cache, name.ToString()), Token)).Prepend(AddAsync(cache, "first"))
            );
            cache.Documents.Add(Some, [.. "some"u8]);
            cache.Fingerprints.Add(new LayerFingerprint("key", IsSettled: true), Some);
            await AssertMissingAsync(cache, "a");
        }

        var warning = Log.Diagnostics.Single();
        Assert.AreEqual("CTZ5007", warning.Code);
        Assert.AreEqual(DiagnosticSeverity.Warning, warning.Severity);
        Assert.Contains(path, warning.Message);
        Assert.Contains("ContainerCachePath", warning.Message);
        Assert.Contains("ContainerCacheLimit=0", warning.Message);
    }

    [TestMethod]
    public async Task What_is_in_a_cache_that_cannot_be_written_still_counts()
    {
        using (var first = Open())
        {
            await AddAsync(first, "layer");
            first.Documents.Add(Some, [.. "some"u8]);
            first.Fingerprints.Add(new LayerFingerprint("key", IsSettled: true), Some);
        }

        Directory.Delete(EntryPath("tmp"));
        await File.WriteAllTextAsync(EntryPath("tmp"), "", Token);
        using var later = Open();
        await AddAsync(later, "another");
        await AssertFoundAsync(later, "layer");
        Assert.IsNotNull(later.Documents.Find(Some));
        Assert.AreEqual(Some, later.Fingerprints.Find(new LayerFingerprint("key", IsSettled: true)));
        Assert.HasCount(1, Log.Diagnostics);
    }

    [TestMethod]
    public async Task A_full_disk_is_the_same_warning_and_the_layer_is_made_elsewhere()
    {
        using var cache = Open();
        var folders = new List<string>();
        for (var round = 0; round < 2; round++)
        {
            var layer = await cache.Layers.AddAsync(
                Compression,
                async (directory, token) =>
                {
                    folders.Add(directory);
                    return directory == LayerDirectory
                        ? await BuildAsync("layer", directory, token)
                        : throw new ContainerizeException(
                            FileDiagnostics.DiskFull.Create(directory),
                            new IOException("No space left on device.")
                        );
                },
                Token
            );
            await AssertIsAsync("layer", layer.Blob);
        }

        Assert.HasCount(3, folders);
        Assert.IsFalse(Directory.Exists(folders[0]));
        var warning = Log.Diagnostics.Single();
        Assert.AreEqual("CTZ5007", warning.Code);
        Assert.Contains("No space left on device.", warning.Message);
    }

    [TestMethod]
    public async Task A_disk_that_is_full_everywhere_is_the_error_it_is_without_a_cache()
    {
        using var cache = Open();
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            cache.Layers.AddAsync(
                Compression,
                (directory, _) =>
                    throw new ContainerizeException(
                        FileDiagnostics.DiskFull.Create(directory),
                        new IOException("No space left on device.")
                    ),
                Token
            )
        );
        Assert.Contains(LayerDirectory, error.Message);
    }
}
