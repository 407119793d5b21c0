using System.Net.Sockets;
using Containerize.Diagnostics;
using Containerize.Files;
using Containerize.Images;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Files;

[TestClass]
internal sealed class FileErrorsTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_full_disk_is_named_with_its_path()
    {
        var exception = Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "x"));
        var error = FileErrors.Translate(exception, "/out/image.tar");
        Assert.AreEqual("CTZ5001", error?.Diagnostics.Single().Code);
        Assert.Contains("'/out/image.tar'", error!.Message);
    }

    [TestMethod]
    public void File_failures_have_codes()
    {
        Assert.AreEqual("CTZ5002", Code(new UnauthorizedAccessException()));
        Assert.AreEqual("CTZ5003", Code(new FileNotFoundException()));
        Assert.AreEqual("CTZ5003", Code(new DirectoryNotFoundException()));
        Assert.AreEqual("CTZ5004", Code(new PathTooLongException()));
        Assert.AreEqual("CTZ5004", Code(new IOException("Input/output error")));
    }

    [TestMethod]
    public void What_is_not_about_files_is_left_alone()
    {
        Assert.IsNull(Code(new OperationCanceledException()));
        Assert.IsNull(Code(new HttpIOException(HttpRequestError.ResponseEnded)));
        Assert.IsNull(Code(new IOException("read", new SocketException())));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task A_pipe_or_a_device_is_an_error_and_is_not_read()
    {
        using var folder = new TemporaryDirectory();
        using var program = System.Diagnostics.Process.Start("mkfifo", folder.PathOf("pipe"));
        await program.WaitForExitAsync(TestContext.CancellationToken);

        foreach (var path in new[] { folder.PathOf("pipe"), "/dev/zero" })
        {
            var error = Assert.ThrowsExactly<ContainerizeException>(() => FileErrors.Read(path, _ => "read"));
            Assert.AreEqual("CTZ5004", error.Diagnostics.Single().Code);
            var blob = new FileBlob(SmallImage.Create(ImageFormat.Oci, "base").Layers[0].Descriptor, path);
            error = await Assert.ThrowsExactlyAsync<ContainerizeException>(() =>
                Task.Run(() => blob.OpenAsync(TestContext.CancellationToken)).WaitAsync(TestContext.CancellationToken)
            );
            Assert.AreEqual("CTZ5004", error.Diagnostics.Single().Code);
        }
    }

    private static string? Code(Exception exception) => FileErrors.Translate(exception, "/out")?.Diagnostics.Single().Code;
}
