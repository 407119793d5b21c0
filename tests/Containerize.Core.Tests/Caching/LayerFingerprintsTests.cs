using Containerize.Caching;
using Containerize.Layers;
using Containerize.Oci;

namespace Containerize.Core.Tests.Caching;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
internal sealed class LayerFingerprintsTests : CacheTestBase
{
    private const int Large = 5 << 20;

    /// <summary>A whole second: .NET cannot set a time to the nanosecond.</summary>
    private static readonly DateTime Written = new(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Digest Some = Digest.Compute("some"u8);

    [TestMethod]
    public void Files_that_look_the_same_give_the_diff_id_in_a_later_build()
    {
        var layer = Layer("a.dll", "b.dll");
        var before = Take(layer);
        Assert.IsNull(Fingerprints().Find(before));
        Fingerprints().Add(before, Some);
        Assert.AreEqual(before, Take(layer));
        Assert.AreEqual(Some, Fingerprints().Find(Take(layer)));
        Assert.IsEmpty(Log.Diagnostics);
    }

    [TestMethod]
    public async Task Content_changed_in_place_is_noticed_with_its_length_and_write_time_restored()
    {
        var layer = Layer("a.dll");
        var path = layer.Files[0].SourcePath;
        File.SetLastWriteTimeUtc(path, Written);
        var before = Take(layer);
        await Task.Delay(TimeSpan.FromMilliseconds(50), Token);
        await using (var file = File.OpenWrite(path))
        {
            file.WriteByte(1);
        }

        File.SetLastWriteTimeUtc(path, Written);
        Assert.AreEqual(Large, new FileInfo(path).Length);
        Assert.AreNotEqual(before, Take(layer));
    }

    [TestMethod]
    public void A_file_replaced_by_one_of_the_same_length_and_write_time_is_noticed()
    {
        var layer = Layer("a.dll");
        var path = layer.Files[0].SourcePath;
        File.SetLastWriteTimeUtc(path, Written);
        var before = Take(layer);
        Write("replacement");
        File.SetLastWriteTimeUtc(PathOf("replacement"), Written);
        File.Move(PathOf("replacement"), path, overwrite: true);
        Assert.AreNotEqual(before, Take(layer));
    }

    [TestMethod]
    public void A_link_looks_like_what_it_leads_to()
    {
        var layer = Layer("a.dll", "b.dll");
        File.CreateSymbolicLink(PathOf("link"), PathOf("a.dll"));
        var linked = layer with { Files = [layer.Files[0] with { Name = "link" }, layer.Files[1]] };
        var before = Take(linked);
        Assert.AreEqual(before, Take(linked));
        File.Delete(PathOf("link"));
        File.CreateSymbolicLink(PathOf("link"), PathOf("b.dll"));
        Assert.AreNotEqual(before, Take(linked));
    }

    [TestMethod]
    public void Names_order_root_and_number_of_files_count()
    {
        var layer = Layer("a.dll", "b.dll");
        var (first, second) = (layer.Files[0], layer.Files[1]);
        foreach (var name in new[] { "c.dll", "a.dl", "lb.dll" })
        {
            Write(name);
        }

        LayerContent[] others =
        [
            layer with
            {
                Root = "/srv",
            },
            layer with
            {
                Files = [first],
            },
            layer with
            {
                Files = [second, first],
            },
            layer with
            {
                Files = [first with { Name = "c.dll" }, second],
            },
            layer with
            {
                Files = [first with { Name = "a.dl" }, second with { Name = "lb.dll" }],
            },
            layer with
            {
                Files = [first, second, second with { Name = "c.dll" }],
            },
        ];
        Assert.HasCount(others.Length + 1, others.Prepend(layer).Select(other => Take(other)!.Key).Distinct());

        // The layer's own name is in no byte of it.
        Assert.AreEqual(Take(layer), Take(layer with { Name = "other" }));
    }

    [TestMethod]
    public void Another_machine_knows_nothing()
    {
        var layer = Layer("a.dll");
        Fingerprints().Add(Take(layer), Some);
        var elsewhere = Fingerprints("elsewhere");
        Assert.IsNull(elsewhere.Find(elsewhere.Take(layer)));
        Assert.AreEqual(Some, Fingerprints().Find(Take(layer)));
    }

    [TestMethod]
    [DataRow(-3600_000, false)]
    [DataRow(0, false)]
    [DataRow(40, false)]
    [DataRow(1000, true)]
    public void A_file_that_could_change_unseen_is_not_remembered(int millisecondsLater, bool isRemembered)
    {
        var layer = Layer("old.dll", "new.dll");
        var changed = File.GetLastWriteTimeUtc(PathOf("new.dll"));
        var fingerprints = Fingerprints(now: changed.AddMilliseconds(millisecondsLater));
        var fingerprint = fingerprints.Take(layer);
        Assert.AreEqual(isRemembered, fingerprint!.IsSettled);
        fingerprints.Add(fingerprint, Some);
        Assert.AreEqual(isRemembered ? Some : null, fingerprints.Find(fingerprint));
    }

    [TestMethod]
    public void All_of_many_files_count()
    {
        var names = Enumerable.Range(0, 5000).Select(index => $"{index:d4}.txt").ToArray();
        foreach (var name in names)
        {
            Write(name, length: 1);
        }

        var layer = Content([.. names]);
        var before = Take(layer);
        Assert.AreEqual(before, Take(layer));
        foreach (var index in new[] { 0, 2047, 2048, 4999 })
        {
            Write(names[index], length: 2);
            var after = Take(layer);
            Assert.AreNotEqual(before, after);
            before = after;
        }

        File.Delete(PathOf(names[3000]));
        Assert.IsNull(Take(layer));
    }

    [TestMethod]
    public void What_cannot_be_told_is_not_guessed()
    {
        var layer = Layer("a.dll");
        Assert.IsNull(Take(layer with { Files = [layer.Files[0], new LayerFile(PathOf(""), "missing", Large)] }));
        Assert.IsNull(Take(layer with { Files = [new LayerFile(PathOf(""), new string('x', 5000), Large)] }));
        Assert.IsNull(Take(layer with { Files = [new LayerFile("/proc/self", "status", Large)] }));
        Assert.IsNull(Fingerprints().Find(null));
        Fingerprints().Add(null, Some);
    }

    [TestMethod]
    public void A_small_layer_is_rather_read()
    {
        Write("small", length: 1000);
        Assert.IsNull(Take(Content("small")));
    }

    [TestMethod]
    public void A_damaged_entry_is_removed()
    {
        var layer = Layer("a.dll");
        var fingerprint = Take(layer)!;
        var path = EntryPath($"fingerprints/{fingerprint.Key}");
        Fingerprints().Add(fingerprint, Some);
        var length = new FileInfo(path).Length;
        for (var at = 0; at < length; at++)
        {
            var bytes = File.ReadAllBytes(path);
            bytes[at] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.IsNull(Fingerprints().Find(fingerprint));
            Assert.IsFalse(File.Exists(path));
            Fingerprints().Add(fingerprint, Some);
        }

        Assert.AreEqual(Some, Fingerprints().Find(fingerprint));
    }

    private LayerFingerprint? Take(LayerContent layer) => Fingerprints().Take(layer);

    /// <param name="machine">Whose they are.</param>
    /// <param name="now">An hour from now where not given: by then every file has settled.</param>
    private LayerFingerprints Fingerprints(string machine = "this", DateTime? now = null) =>
        new(
            new CacheFolder(new CacheOptions { Path = CachePath }, Log),
            () => machine,
            new StoppedClock(now ?? DateTime.UtcNow.AddHours(1))
        );

    private LayerContent Layer(params string[] names)
    {
        foreach (var name in names)
        {
            Write(name);
        }

        return Content(names);
    }

    private LayerContent Content(params string[] names) =>
        new("packages", "/app", [.. names.Select(name => new LayerFile(PathOf(""), name, new FileInfo(PathOf(name)).Length))]);

    /// <summary>A file without content takes no room on the disk, and is as good as any.</summary>
    private void Write(string name, long length = Large)
    {
        using var file = File.Create(PathOf(name));
        file.SetLength(length);
    }

    private sealed class StoppedClock(DateTime now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(DateTime.SpecifyKind(now, DateTimeKind.Utc));
    }
}
