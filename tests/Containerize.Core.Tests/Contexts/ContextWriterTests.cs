using System.Formats.Tar;
using System.Text;
using Containerize.Contexts;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Testing;

namespace Containerize.Core.Tests.Contexts;

[TestClass]
internal sealed class ContextWriterTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Dockerfile_files_and_their_folders_are_there_with_modes_by_content()
    {
        var context = new BuildContext([File("src/app/Program.cs", "class P;"), Text("src/run.sh", "#!/bin/sh\n")]);
        var entries = await ReadAsync(await WriteAsync(context));
        Assert.AreEqual("Dockerfile src/ src/app/ src/app/Program.cs src/run.sh", string.Join(' ', entries.Select(entry => entry.Name)));
        Assert.AreEqual("420 493 493 420 493", string.Join(' ', entries.Select(entry => (int)entry.Mode)));
        Assert.AreEqual(
            "FROM scratch\n|class P;|#!/bin/sh\n",
            string.Join('|', entries.Where(entry => entry.EntryType == TarEntryType.RegularFile).Select(TextOf))
        );
        foreach (var entry in entries)
        {
            Assert.AreEqual((0, 0, new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero)), (entry.Uid, entry.Gid, entry.ModificationTime));
        }
    }

    [TestMethod]
    public async Task A_link_of_a_layer_is_a_link_in_the_context()
    {
        var layer = new LayerContent("packages", "/app", [new LayerFile("/publish", "libx.so", 0) { LinkTarget = "libx.so.1" }]);
        var entry = (await ReadAsync(await WriteAsync(BuildContexts.FromLayers([layer])))).Last();
        Assert.AreEqual(
            (TarEntryType.SymbolicLink, "layers/packages/app/libx.so", "libx.so.1"),
            (entry.EntryType, entry.Name, entry.LinkName)
        );
    }

    [TestMethod]
    public async Task Equal_files_make_equal_bytes_whatever_the_disk_says_of_them()
    {
        var file = File("a.txt", "same");
        var first = await WriteAsync(new BuildContext([file]));
        System.IO.File.SetLastWriteTimeUtc(file.SourcePath!, new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        CollectionAssert.AreEqual(first, await WriteAsync(new BuildContext([file])));
        CollectionAssert.AreEqual(first, await WriteAsync(new BuildContext([Text("a.txt", "same")])));
    }

    [TestMethod]
    public void The_Dockerfile_takes_no_files_name()
    {
        Assert.AreEqual("Dockerfile", ContextWriter.DockerfileName(new BuildContext([Text("src/Dockerfile", "")])));
        Assert.AreEqual("..Dockerfile", ContextWriter.DockerfileName(new BuildContext([Text(".Dockerfile", ""), Text("dockerfile", "")])));
    }

    [TestMethod]
    public async Task A_file_that_is_gone_is_named()
    {
        var missing = new ContextFile("gone.txt", _folder.PathOf("gone.txt"), []);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => WriteAsync(new BuildContext([missing])));
        Assert.AreEqual("CTZ5003", error.Diagnostics.Single().Code);
        Assert.Contains(missing.SourcePath!, error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static ContextFile Text(string name, string content) => new(name, SourcePath: null, [.. Encoding.UTF8.GetBytes(content)]);

    private static string TextOf(TarEntry entry) => new StreamReader(entry.DataStream!).ReadToEnd();

    private ContextFile File(string name, string content) => new(name, _folder.Write(name, content), []);

    private async Task<byte[]> WriteAsync(BuildContext context)
    {
        var output = new MemoryStream();
        await ContextWriter.WriteAsync(context, "Dockerfile", "FROM scratch\n", output, TestContext.CancellationToken);
        return output.ToArray();
    }

    private async Task<List<TarEntry>> ReadAsync(byte[] tar)
    {
        await using var reader = new TarReader(new MemoryStream(tar));
        var entries = new List<TarEntry>();
        while (await reader.GetNextEntryAsync(copyData: true, TestContext.CancellationToken) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}
