using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Layers;
using Containerize.Streams;

namespace Containerize.Core.Tests.Caching;

[TestClass]
internal sealed class LayerCacheTests : CacheTestBase
{
    [TestMethod]
    public async Task A_layer_comes_back_in_a_later_build_under_its_descriptor()
    {
        using (var first = Open())
        {
            Assert.IsTrue(first.Layers.IsEmpty(Compression));
            await AssertMissingAsync(first, "layer");
            await AddAsync(first, "layer");
            await AssertFoundAsync(first, "layer");
        }

        using var later = Open();
        Assert.IsFalse(later.Layers.IsEmpty(Compression));
        await AssertFoundAsync(later, "layer");
        await AssertMissingAsync(later, "another");
        Assert.IsEmpty(Directory.GetFileSystemEntries(EntryPath("tmp")));
        Assert.IsEmpty(Directory.GetFileSystemEntries(LayerDirectory));
        Assert.AreEqual("", string.Join('\n', Log.Diagnostics));
    }

    [TestMethod]
    public async Task Each_compression_has_its_own()
    {
        using var cache = Open();
        await AddAsync(cache, "layer", "gzip-9");
        await AssertMissingAsync(cache, "layer");
        Assert.IsTrue(cache.Layers.IsEmpty(Compression));
        Assert.IsNotNull(await cache.Layers.FindAsync(DiffId("layer"), "gzip-9", Token));
    }

    [TestMethod]
    public async Task A_blob_is_read_from_its_beginning_by_several_at_once()
    {
        var text = new string('x', 1_000_000);
        using var cache = Open();
        var blob = await AddAsync(cache, text);
        await using var half = await blob.OpenAsync(Token);
        await half.ReadExactlyAsync(new byte[500_000], Token);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AssertIsAsync(text, blob), Token)));
        using var rest = new MemoryStream();
        half.CopyTo(rest);
        Assert.AreEqual(1_500_000, rest.Length);
    }

    [TestMethod]
    public async Task What_is_removed_during_use_is_lost_to_nobody()
    {
        using var cache = Open();
        var added = await AddAsync(cache, "added");
        var found = await cache.Layers.FindAsync(DiffId("added"), Compression, Token);
        Directory.Delete(CachePath, recursive: true);
        await AssertIsAsync("added", added);
        await AssertIsAsync("added", found!);

        // And the cache is made again.
        await AssertMissingAsync(cache, "added");
        await AddAsync(cache, "next");
        await AssertFoundAsync(cache, "next");
        Assert.AreEqual("", string.Join('\n', Log.Diagnostics));
    }

    [TestMethod]
    public async Task A_cache_that_vanishes_while_a_layer_is_made_costs_only_that()
    {
        using var cache = Open();
        var calls = 0;
        var layer = await cache.Layers.AddAsync(
            Compression,
            async (directory, token) =>
            {
                var built = await BuildAsync("layer", directory, token);
                if (calls++ == 0)
                {
                    Directory.Delete(CachePath, recursive: true);
                }

                return built;
            },
            Token
        );
        Assert.AreEqual(2, calls);
        await AssertIsAsync("layer", layer.Blob);

        calls = 0;
        layer = await cache.Layers.AddAsync(
            Compression,
            async (directory, token) =>
            {
                if (calls++ == 0)
                {
                    Directory.Delete(CachePath, recursive: true);
                    throw new ContainerizeException(FileDiagnostics.FileNotFound.Create(directory), new FileNotFoundException());
                }

                return await BuildAsync("layer", directory, token);
            },
            Token
        );
        Assert.AreEqual(2, calls);
        await AssertIsAsync("layer", layer.Blob);
        Assert.AreEqual("", string.Join('\n', Log.Diagnostics));
    }

    [TestMethod]
    public async Task Damage_of_any_byte_is_noticed_and_removed()
    {
        var files = new[] { LayerPath(DiffId("layer")), BlobPath(BlobDigest("layer")) };
        foreach (var file in files)
        {
            var length = await FillAsync(file);
            for (var at = 0; at < length; at++)
            {
                await DamageAsync(file, bytes => bytes[at] ^= 0x20);
            }
        }

        async Task<int> FillAsync(string file)
        {
            using var cache = Open();
            await AddAsync(cache, "layer");
            return (int)new FileInfo(file).Length;
        }

        async Task DamageAsync(string file, Action<byte[]> damage)
        {
            var bytes = await File.ReadAllBytesAsync(file, Token);
            damage(bytes);
            await File.WriteAllBytesAsync(file, bytes, Token);
            using var cache = Open();
            await AssertMissingAsync(cache, "layer");
            Assert.IsFalse(File.Exists(file), "The damaged file is still there.");
            Assert.IsFalse(File.Exists(LayerPath(DiffId("layer"))), "The entry is still there.");
            await AddAsync(cache, "layer");
            await AssertFoundAsync(cache, "layer");
        }

        Assert.AreEqual("", string.Join('\n', Log.Diagnostics));
    }

    [TestMethod]
    [DataRow(0, "")]
    [DataRow(-1, "")]
    [DataRow(int.MaxValue, "x")]
    public async Task Files_cut_short_or_grown_are_removed_and_made_again(int keep, string suffix)
    {
        foreach (var file in new[] { LayerPath(DiffId("layer")), BlobPath(BlobDigest("layer")) })
        {
            using var cache = Open();
            await AddAsync(cache, "layer");
            var text = await File.ReadAllTextAsync(file, Token);
            await File.WriteAllTextAsync(file, text[..Math.Min(keep < 0 ? text.Length + keep : keep, text.Length)] + suffix, Token);
            await AssertMissingAsync(cache, "layer");
            Assert.IsFalse(File.Exists(LayerPath(DiffId("layer"))));
            await AddAsync(cache, "layer");
            await AssertFoundAsync(cache, "layer");
        }

        Assert.AreEqual("", string.Join('\n', Log.Diagnostics));
    }

    [TestMethod]
    public async Task Half_an_entry_is_none()
    {
        using var cache = Open();
        await AddAsync(cache, "layer");
        File.Delete(BlobPath(BlobDigest("layer")));
        await AssertMissingAsync(cache, "layer");
        Assert.IsFalse(File.Exists(LayerPath(DiffId("layer"))));
        await AddAsync(cache, "layer");
        File.Delete(LayerPath(DiffId("layer")));
        await AssertMissingAsync(cache, "layer");
    }

    [TestMethod]
    public async Task Another_layers_entry_under_this_ones_name_is_none()
    {
        using var cache = Open();
        await AddAsync(cache, "one");
        await AddAsync(cache, "two");
        File.Copy(LayerPath(DiffId("two")), LayerPath(DiffId("one")), overwrite: true);
        await AssertMissingAsync(cache, "one");
        await AssertFoundAsync(cache, "two");
    }

    [TestMethod]
    public async Task Folders_in_place_of_files_give_way()
    {
        using var cache = Open();
        Directory.CreateDirectory(Path.Combine(LayerPath(DiffId("layer")), "folder"));
        Directory.CreateDirectory(Path.Combine(BlobPath(BlobDigest("layer")), "folder"));
        await AssertMissingAsync(cache, "layer");
        await AddAsync(cache, "layer");
        await AssertFoundAsync(cache, "layer");
        Assert.AreEqual("", string.Join('\n', Log.Diagnostics));
    }

    [TestMethod]
    public async Task A_layer_that_cannot_be_made_fails_as_without_a_cache()
    {
        using var cache = Open();
        var calls = 0;
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            cache.Layers.AddAsync(
                Compression,
                (_, _) =>
                {
                    calls++;
                    throw new ContainerizeException(FileDiagnostics.FileChanged.Create("App.dll"));
                },
                Token
            )
        );
        Assert.AreEqual("CTZ5005", error.Diagnostics.Single().Code);
        Assert.AreEqual(1, calls);
        Assert.IsEmpty(Directory.GetFileSystemEntries(EntryPath("tmp")));
        Assert.AreEqual("", string.Join('\n', Log.Diagnostics));
    }

    [TestMethod]
    public async Task A_missing_file_of_the_layer_is_the_error_it_is_without_a_cache()
    {
        using var cache = Open();
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            cache.Layers.AddAsync(
                Compression,
                (directory, token) =>
                    LayerBuilder.CompressAsync(
                        new LayerContent("name", "/app", [new LayerFile(PathOf(""), "missing.dll", 1)]),
                        LayerCompression.Balanced,
                        directory,
                        token
                    ),
                Token
            )
        );
        Assert.AreEqual("CTZ5003", error.Diagnostics.Single().Code);
        Assert.Contains("missing.dll", error.Message);
        Assert.AreEqual("", string.Join('\n', Log.Diagnostics));
    }

    [TestMethod]
    public async Task Cancelling_leaves_nothing()
    {
        using var cache = Open();
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            cache.Layers.AddAsync(
                Compression,
                async (directory, token) =>
                {
                    await BuildAsync("layer", directory, token);
                    await cancellation.CancelAsync();
                    token.ThrowIfCancellationRequested();
                    throw new InvalidOperationException();
                },
                cancellation.Token
            )
        );
        Assert.IsEmpty(Directory.GetFileSystemEntries(EntryPath("tmp")));

        await AddAsync(cache, "layer");
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            cache.Layers.FindAsync(DiffId("layer"), Compression, cancellation.Token)
        );
        await AssertFoundAsync(cache, "layer");
    }

    [TestMethod]
    public async Task A_blob_that_is_damaged_after_it_was_found_fails_where_it_is_read()
    {
        using var cache = Open();
        await AddAsync(cache, "layer");
        var blob = await cache.Layers.FindAsync(DiffId("layer"), Compression, Token);
        await File.WriteAllBytesAsync(BlobPath(BlobDigest("layer")), Compressed("LAYER"), Token);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ReadAsync(blob!));
        Assert.AreEqual("CTZ2008", error.Diagnostics.Single().Code);
        Assert.Contains(BlobPath(BlobDigest("layer")), error.Message);
    }

    [TestMethod]
    public async Task A_layer_that_is_in_no_file_is_passed_on()
    {
        using var cache = Open();
        IBlob blob = new BytesBlob(DescriptorOf("layer"), [.. Compressed("layer")]);
        var layer = await cache.Layers.AddAsync(
            Compression,
            (_, _) => Task.FromResult(new BuiltLayer("name", DiffId("layer"), blob)),
            Token
        );
        Assert.AreSame(blob, layer.Blob);
        await AssertMissingAsync(cache, "layer");
    }

    [TestMethod]
    public async Task Builds_that_add_find_and_remove_at_once_do_each_other_no_harm()
    {
        string[] texts = [.. Enumerable.Range(0, 6).Select(index => new string((char)('a' + index), 20_000 + index))];
        var found = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(build =>
                    Task.Run(
                        async () =>
                        {
                            for (var round = 0; round < 15; round++)
                            {
                                using var cache = OpenApart($"{build}", limit: build % 3 == 0 ? 100_000 : 1_000_000);
                                var text = texts[(build + round) % texts.Length];
                                if (await cache.Layers.FindAsync(DiffId(text), Compression, Token) is { } blob)
                                {
                                    Interlocked.Increment(ref found);
                                    await AssertIsAsync(text, blob);
                                }
                                else
                                {
                                    await AddAsync(cache, text);
                                }
                            }
                        },
                        Token
                    )
                )
        );
        Assert.IsGreaterThan(0, found);
        Assert.AreEqual("", string.Join('\n', Log.Diagnostics));
        Assert.IsEmpty(Directory.GetFileSystemEntries(EntryPath("tmp")));
    }

    [TestMethod]
    public async Task Removing_the_cache_again_and_again_disturbs_no_build()
    {
        using var end = new CancellationTokenSource();
        var removing = Task.Run(
            async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    try
                    {
                        Directory.Delete(CachePath, recursive: true);
                    }
                    catch (IOException)
                    {
                        // It is not there, or somebody adds to it just now.
                    }

                    await Task.Delay(1, Token);
                }
            },
            Token
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(build =>
                    Task.Run(
                        async () =>
                        {
                            for (var round = 0; round < 50; round++)
                            {
                                using var cache = OpenApart($"{build}");
                                var blob = await AddAsync(cache, $"{build} {round}");
                                await cache.Layers.FindAsync(DiffId($"{build} {round}"), Compression, Token);
                                await AssertIsAsync($"{build} {round}", blob);
                            }
                        },
                        Token
                    )
                )
        );
        await end.CancelAsync();
        await removing;
        Assert.AreEqual("", string.Join('\n', Log.Diagnostics));
    }
}
