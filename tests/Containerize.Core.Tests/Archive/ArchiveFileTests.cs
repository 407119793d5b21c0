using Containerize.Archive;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Archive;

/// <summary>Paths of archives that have something else.</summary>
[TestClass]
internal sealed class ArchiveFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly Image _image = SmallImage.Create(ImageFormat.Oci, "base", "app");

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("docker")]
    [DataRow("oci")]
    public async Task A_file_that_is_no_archive_is_refused_and_kept(string kind)
    {
        var file = _folder.Write("thesis.docx", "years of work");
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PublishAsync(kind, "thesis.docx", "app"));
        Assert.AreEqual("CTZ4053", error.Diagnostics.Single().Code);
        Assert.AreEqual("years of work", await File.ReadAllTextAsync(file, TestContext.CancellationToken));
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder.FullName));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("docker")]
    [DataRow("oci")]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task A_pipe_is_neither_waited_for_nor_replaced(string kind)
    {
        using var program = System.Diagnostics.Process.Start("mkfifo", _folder.PathOf("app.tar"));
        await program.WaitForExitAsync(TestContext.CancellationToken);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            Task.Run(() => PublishAsync(kind, "app.tar", "app")).WaitAsync(TestContext.CancellationToken)
        );
        Assert.AreEqual("CTZ5004", error.Diagnostics.Single().Code);
        Assert.Contains("named pipe", error.Message);
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("oci")]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_link_that_leads_nowhere_is_replaced_as_one_to_an_earlier_archive_is(string kind)
    {
        var path = File.CreateSymbolicLink(_folder.PathOf("app.tar"), _folder.PathOf("nowhere/app.tar")).FullName;

        await PublishAsync(kind, "app.tar", "app");

        Assert.IsNull(new FileInfo(path).LinkTarget);
        Assert.IsGreaterThan(1024, new FileInfo(path).Length);
    }

    [TestMethod]
    [DataRow("docker", "app.tar")]
    [DataRow("oci", "app.tar")]
    [DataRow("oci", "app.tar.gz")]
    public async Task The_archive_of_another_image_is_refused_and_kept(string kind, string file)
    {
        await PublishAsync(kind, file, "web");
        var before = await File.ReadAllBytesAsync(_folder.PathOf(file), TestContext.CancellationToken);
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => PublishAsync(kind, file, "app"));
        Assert.AreEqual("CTZ4054", error.Diagnostics.Single().Code);
        Assert.Contains("web:1.0", error.Message);
        CollectionAssert.AreEqual(before, await File.ReadAllBytesAsync(_folder.PathOf(file), TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("oci")]
    public async Task Of_two_projects_that_write_one_archive_at_once_one_is_told_so(string kind)
    {
        for (var round = 0; round < 20; round++)
        {
            var file = $"both{round}.tar";
            var tasks = new[] { "app", "web" }.Select(repository => Task.Run(() => PublishAsync(kind, file, repository))).ToArray();
            var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() => Task.WhenAll(tasks));
            Assert.AreEqual("CTZ4054", error.Diagnostics.Single().Code);
            Assert.HasCount(1, tasks.Where(task => task.IsFaulted).ToArray());
        }

        Assert.HasCount(20, Directory.GetFileSystemEntries(_folder.FullName));
    }

    [TestMethod]
    [DataRow("docker")]
    [DataRow("oci")]
    public async Task An_earlier_archive_of_the_image_and_an_empty_file_are_replaced(string kind)
    {
        _folder.Write("app.tar", "");
        await PublishAsync(kind, "app.tar", "team/app");
        await PublishAsync(kind, "app.tar", "team/app");
        Assert.IsGreaterThan(0, new FileInfo(_folder.PathOf("app.tar")).Length);
    }

    private Task<PublishResult> PublishAsync(string kind, string file, string repository)
    {
        var path = _folder.PathOf(file);
        IImagePublisher publisher =
            kind == "oci" ? new OciArchivePublisher(path, SilentLog.Instance) : new ArchivePublisher(path, SilentLog.Instance);
        return publisher.PublishAsync(_image, TestNames.Image(repository, ["1.0"]), TestContext.CancellationToken);
    }
}
