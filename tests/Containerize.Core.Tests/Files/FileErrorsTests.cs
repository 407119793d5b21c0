using System.Net.Sockets;
using Containerize.Files;

namespace Containerize.Core.Tests.Files;

[TestClass]
internal sealed class FileErrorsTests
{
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

    private static string? Code(Exception exception) => FileErrors.Translate(exception, "/out")?.Diagnostics.Single().Code;
}
