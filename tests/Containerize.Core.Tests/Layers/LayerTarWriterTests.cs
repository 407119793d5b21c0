using System.Formats.Tar;
using System.Text;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Layers;

[TestClass]
internal sealed class LayerTarWriterTests
{
    private const int LargerThanAnyBuffer = 300_001;

    private static readonly string LongName = string.Join('/', Enumerable.Repeat(new string('l', 60), 6)) + "/größe.txt";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Another_reader_finds_parents_first_and_all_as_it_should_be()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("App.dll", "MZ");
        directory.Write("run.sh", "#!/bin/sh\n");
        directory.Write("wwwroot/css/site.css", "body {}");
        directory.Write("wwwroot/index.html", "<html>");
        directory.Write("empty", "");
        directory.Write("größe/文件.txt", "1");
        var entries = await ReadAsync(await WriteAsync(directory, "/srv/app"));
        CollectionAssert.AreEqual(
            new[]
            {
                "srv/ 755",
                "srv/app/ 755",
                "srv/app/App.dll 644",
                "srv/app/empty 644",
                "srv/app/größe/ 755",
                "srv/app/größe/文件.txt 644",
                "srv/app/run.sh 755",
                "srv/app/wwwroot/ 755",
                "srv/app/wwwroot/css/ 755",
                "srv/app/wwwroot/css/site.css 644",
                "srv/app/wwwroot/index.html 644",
            },
            entries.Select(entry => $"{entry.Name} {Convert.ToString((int)entry.Mode, 8)}").ToArray()
        );
        foreach (var entry in entries)
        {
            Assert.AreEqual(entry.Name.EndsWith('/') ? TarEntryType.Directory : TarEntryType.RegularFile, entry.EntryType);
            Assert.AreEqual((0, 0), (entry.Uid, entry.Gid));
            Assert.AreEqual(("", ""), (((PosixTarEntry)entry).UserName, ((PosixTarEntry)entry).GroupName));
            Assert.AreEqual(new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero), entry.ModificationTime);
        }

        Assert.AreEqual("body {}", Content(entries, "srv/app/wwwroot/css/site.css"));
        Assert.AreEqual("", Content(entries, "srv/app/empty"));
    }

    [TestMethod]
    public async Task A_link_is_a_link_that_leads_to_the_same_file_wherever_the_folder_was()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("publish/lib/libx.so.1", "x");
        File.CreateSymbolicLink(directory.PathOf("publish/libx.so"), directory.PathOf("publish/lib/libx.so.1"));
        Directory.CreateSymbolicLink(directory.PathOf("publish/lib/self.d"), "../lib2");
        directory.Write("publish/lib2/y", "y");
        var entries = await ReadAsync(await WriteAsync(directory.PathOf("publish"), "/app"));
        CollectionAssert.AreEqual(
            new[] { "app/lib/self.d -> ../lib2", "app/libx.so -> lib/libx.so.1" },
            entries
                .Where(entry => entry.EntryType == TarEntryType.SymbolicLink)
                .Select(entry => $"{entry.Name} -> {entry.LinkName}")
                .ToArray()
        );
    }

    [TestMethod]
    public async Task A_link_to_what_the_publish_resolved_is_the_file()
    {
        // CreateSymbolicLinksForPublishFilesIfPossible=true
        using var directory = new TemporaryDirectory();
        var source = directory.Write("obj/App.dll", "MZ");
        Directory.CreateDirectory(directory.PathOf("publish"));
        File.CreateSymbolicLink(directory.PathOf("publish/App.dll"), source);
        var files = PublishedFiles.List(directory.PathOf("publish"), name => name == "App.dll" ? source : null);
        Assert.AreEqual(2, files.Single().Size);
        using var output = new MemoryStream();
        await LayerTarWriter.WriteAsync(new LayerContent("application", "/app", files), output, TestContext.CancellationToken);
        Assert.AreEqual("MZ", Content(await ReadAsync(output.ToArray()), "app/App.dll"));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("lib/a.txt", "lib/a.txt")]
    [DataRow("lib/a.txt", "lib")]
    public async Task A_file_that_became_a_link_to_elsewhere_since_it_was_listed_is_not_read(string name, string replaced)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("outside/a.txt", "a secret");
        directory.Write("outside/lib/a.txt", "a secret");
        directory.Write($"publish/{name}", "a");
        var files = PublishedFiles.List(directory.PathOf("publish"));
        Directory.Move(directory.PathOf($"publish/{replaced}"), directory.PathOf("moved"));
        File.CreateSymbolicLink(directory.PathOf($"publish/{replaced}"), directory.PathOf($"outside/{replaced}"));

        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            LayerTarWriter.WriteAsync(new LayerContent("application", "/app", files), Stream.Null, TestContext.CancellationToken)
        );
        Assert.AreEqual("CTZ5005", error.Diagnostics.Single().Code);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_pipe_that_somebody_names_is_not_opened()
    {
        using var directory = new TemporaryDirectory();
        using var program = System.Diagnostics.Process.Start("mkfifo", directory.PathOf("pipe"));
        await program.WaitForExitAsync(TestContext.CancellationToken);
        await FailsAsync(directory.PathOf("pipe"), "CTZ5053");
    }

    [TestMethod]
    [DataRow("/", "")]
    [DataRow("/app", "app/")]
    [DataRow("/app/", "app/")]
    public async Task The_root_is_a_prefix_without_a_leading_slash(string root, string prefix)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("file", "content");
        Assert.AreEqual("content", Content(await ReadAsync(await WriteAsync(directory, root)), prefix + "file"));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(511)]
    [DataRow(512)]
    [DataRow(513)]
    [DataRow(1 << 17)]
    [DataRow((1 << 17) + 1)]
    [DataRow(LargerThanAnyBuffer)]
    public async Task Content_of_every_length_comes_back(int length)
    {
        using var directory = new TemporaryDirectory();
        var content = string.Concat(Enumerable.Range(0, length).Select(index => (char)('a' + (index % 23))));
        directory.Write("file", content);
        directory.Write("next", "next");
        var tar = await WriteAsync(directory, "/");
        Assert.AreEqual(0, tar.Length % 512);
        var entries = await ReadAsync(tar);
        Assert.AreEqual(content, Content(entries, "file"));
        Assert.AreEqual("next", Content(entries, "next"));
    }

    [TestMethod]
    public void Any_files_come_back_in_order_below_folders_that_come_once_and_first() =>
        Prop.ForAll(
                (
                    from folders in Gen.Elements("a", "B", "größe", new string('l', 120)).ArrayOf()
                    from name in Gen.Elements("x.dll", "Y.dll", "文件.txt", new string('f', 101) + ".txt")
                    from length in Gen.Elements(0, 1, 511, 512, 513, 70_000)
                    select (Folder: string.Concat(folders.Take(4).Select(folder => folder + "/")), Name: name, Length: length)
                )
                    .ArrayOf()
                    .ToArbitrary(),
                async files =>
                {
                    var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
                    foreach (var (folder, name, length) in files)
                    {
                        expected[folder + name] = new string((char)('a' + (expected.Count % 26)), length);
                    }

                    using var first = new TemporaryDirectory();
                    using var second = new TemporaryDirectory();
                    foreach (var (name, content) in expected)
                    {
                        first.Write(name, content);
                    }

                    foreach (var (name, content) in expected.Reverse())
                    {
                        second.Write(name, content);
                    }

                    var (tar, again) = (await WriteAsync(first, "/app"), await WriteAsync(second, "/app"));
                    var entries = await ReadAsync(tar);
                    var folders = new HashSet<string>(StringComparer.Ordinal);
                    var inOrder = entries.All(entry =>
                        entry.EntryType == TarEntryType.Directory
                            ? folders.Add(entry.Name)
                            : folders.Contains(entry.Name[..(entry.Name.LastIndexOf('/') + 1)])
                    );
                    return inOrder
                        && entries
                            .Where(entry => entry.EntryType == TarEntryType.RegularFile)
                            .Select(entry => entry.Name)
                            .SequenceEqual(expected.Keys.Select(name => "app/" + name))
                        && expected.All(file => Content(entries, "app/" + file.Key) == file.Value)
                        && tar.AsSpan().SequenceEqual(again);
                }
            )
            .Check(Config.QuickThrowOnFailure);

    [TestMethod]
    public async Task Long_names_come_back()
    {
        using var directory = new TemporaryDirectory();
        directory.Write(LongName, "1");
        var entries = await ReadAsync(await WriteAsync(directory, "/app"));
        Assert.AreEqual("1", Content(entries, "app/" + LongName));
        Assert.HasCount(8, entries);
    }

    /// <summary>
    /// Another process on another machine has to come to these bytes too: that is the point of them. Where they change
    /// on purpose, the rules have another version: machines remember digests by it.
    /// </summary>
    [TestMethod]
    public async Task A_layer_s_bytes_are_golden()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("App.dll", "MZ");
        directory.Write("run.sh", "#!/bin/sh\n");
        directory.Write("wwwroot/größe.txt", "1");
        directory.Write(LongName, "2");
        Assert.AreEqual(1, LayerTarWriter.RulesVersion);
        Assert.AreEqual(
            "sha256:6614c4dabc9fd1b34bedc9023716c24f506cbe3b213b973c09f4c2fac1ef988d",
            Digest.Compute(await WriteAsync(directory, "/app")).ToString()
        );
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task The_tar_program_lists_it()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("publish/run.sh", "#!/bin/sh\n");
        directory.Write($"publish/{LongName}", "2");
        var archive = directory.PathOf("layer.tar");
        await File.WriteAllBytesAsync(archive, await WriteAsync(directory.PathOf("publish"), "/app"), TestContext.CancellationToken);
        Assert.IsTrue(Programs.TryRun("tar", ["--utc", "--quoting-style=literal", "-tvf", archive], out var listing), listing);
        Assert.Contains("drwxr-xr-x 0/0               0 1980-01-01 00:00 app/\n", listing);
        Assert.Contains("-rwxr-xr-x 0/0              10 1980-01-01 00:00 app/run.sh\n", listing);
        Assert.Contains($" app/{LongName}\n", listing);
    }

    [TestMethod]
    public async Task A_missing_file_and_a_folder_in_its_place_are_named()
    {
        using var directory = new TemporaryDirectory();
        var missing = directory.PathOf("missing");
        await FailsAsync(missing, "CTZ5003");
        Directory.CreateDirectory(missing);
        await FailsAsync(missing, "CTZ5002");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)] // There nobody can write into a file that is being read.
    [DataRow(LargerThanAnyBuffer, LargerThanAnyBuffer + 1)]
    [DataRow(LargerThanAnyBuffer, LargerThanAnyBuffer * 2)]
    [DataRow(LargerThanAnyBuffer, LargerThanAnyBuffer - 1)]
    [DataRow(LargerThanAnyBuffer, 0)]
    [DataRow(10, 11)]
    public async Task A_file_that_grows_or_shrinks_meanwhile_is_named(int before, int after)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("file", new string('x', before));
        await using var output = new OnFirstWrite(() =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(after);
        });
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            LayerTarWriter.WriteAsync(
                new LayerContent("application", "/", [new LayerFile(Path.GetDirectoryName(path)!, Path.GetFileName(path), 0)]),
                output,
                TestContext.CancellationToken
            )
        );
        Assert.AreEqual("CTZ5005", error.Diagnostics.Single().Code);
        Assert.Contains(path, error.Message);
    }

    private async Task FailsAsync(string path, string code)
    {
        var layer = new LayerContent("application", "/app", [new LayerFile(Path.GetDirectoryName(path)!, Path.GetFileName(path), 0)]);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            LayerTarWriter.WriteAsync(layer, Stream.Null, TestContext.CancellationToken)
        );
        Assert.AreEqual(code, error.Diagnostics.Single().Code);
        Assert.Contains(path, error.Message);
    }

    private Task<byte[]> WriteAsync(TemporaryDirectory directory, string root) => WriteAsync(directory.FullName, root);

    private async Task<byte[]> WriteAsync(string directory, string root)
    {
        using var output = new MemoryStream();
        await LayerTarWriter.WriteAsync(
            new LayerContent("application", root, PublishedFiles.List(directory)),
            output,
            TestContext.CancellationToken
        );
        return output.ToArray();
    }

    private async Task<List<TarEntry>> ReadAsync(byte[] tar)
    {
        var entries = new List<TarEntry>();
        await using var reader = new TarReader(new MemoryStream(tar));
        while (await reader.GetNextEntryAsync(copyData: true, TestContext.CancellationToken) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }

    private static string Content(List<TarEntry> entries, string name)
    {
        var entry = entries.Single(entry => entry.Name == name);
        using var content = new MemoryStream();
        entry.DataStream?.CopyTo(content);
        return Encoding.UTF8.GetString(content.ToArray());
    }

    private sealed class OnFirstWrite(Action action) : MemoryStream
    {
        private Action? _action = action;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _action?.Invoke();
            _action = null;
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
