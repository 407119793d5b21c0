using Containerize.Diagnostics;
using Containerize.Files;

namespace Containerize.Core.Tests.Files;

[TestClass]
internal sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctz-").FullName;

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task A_file_is_written_with_its_folders_and_replaces_the_former()
    {
        var path = Path.Combine(_folder, "a", "b", "file");
        AtomicFile.Write(path, "first"u8);
        AtomicFile.Write(path, "second"u8);
        Assert.AreEqual("second", await File.ReadAllTextAsync(path, TestContext.CancellationToken));
        Assert.HasCount(1, Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [TestMethod]
    public async Task A_failure_leaves_the_former_file_and_nothing_else()
    {
        var path = Path.Combine(_folder, "file");
        AtomicFile.Write(path, "first"u8);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() =>
            AtomicFile.WriteAsync(path, FailAfterSomeBytes, TestContext.CancellationToken)
        );
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFileSystemEntries(_folder));
        Assert.AreEqual("first", await File.ReadAllTextAsync(path, TestContext.CancellationToken));

        static async Task FailAfterSomeBytes(Stream stream, CancellationToken token)
        {
            await stream.WriteAsync(new byte[100_000], token);
            throw new InvalidOperationException();
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task What_is_no_file_is_not_replaced_by_one()
    {
        var path = Path.Combine(_folder, "pipe");
        using var program = System.Diagnostics.Process.Start("mkfifo", path);
        await program.WaitForExitAsync(TestContext.CancellationToken);

        var written = Assert.ThrowsExactly<ContainerizeException>(() => AtomicFile.Write(path, "x"u8));
        var streamed = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            AtomicFile.WriteAsync(path, (stream, token) => stream.WriteAsync(new byte[1], token).AsTask(), TestContext.CancellationToken)
        );

        Assert.AreEqual("CTZ5004", written.Diagnostics.Single().Code);
        Assert.Contains("named pipe", streamed.Message);
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFileSystemEntries(_folder));
        Assert.Contains("named pipe", FileStatus.SpecialKindOf(path)!);
    }

    [TestMethod]
    public async Task Cancelling_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() =>
            AtomicFile.WriteAsync(
                Path.Combine(_folder, "file"),
                async (stream, token) =>
                {
                    await stream.WriteAsync(new byte[100_000], token);
                    await cancellation.CancelAsync();
                },
                cancellation.Token
            )
        );
        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder));
    }

    [TestMethod]
    public async Task A_path_through_a_file_is_a_coded_error()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.CancellationToken);
        var path = Path.Combine(file, "below");
        Assert.AreEqual(
            "CTZ5004",
            Assert.ThrowsExactly<ContainerizeException>(() => AtomicFile.Write(path, [0])).Diagnostics.Single().Code
        );
        var error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
            AtomicFile.WriteAsync(path, async (stream, token) => await stream.WriteAsync(new byte[1], token), TestContext.CancellationToken)
        );
        Assert.AreEqual("CTZ5004", error.Diagnostics.Single().Code);
    }
}
