using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>A disk that is full is told as such, and no half of a file stays on it.</summary>
[TestClass]
internal sealed class FullDiskTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("ContainerArchiveOutputPath", "image.tar")]
    [DataRow("ContainerLayoutPath", "layout")]
    public async Task A_full_disk_is_an_error_that_names_the_file(string property, string file)
    {
        using var app = await App.ConsoleAsync();
        var disk = Directory.CreateDirectory(app.Outside("disk")).FullName;
        // A file system in memory, in a namespace of the command's own: nobody else sees it, and it goes with the command.
        string[] unshare = ["--user", "--map-root-user", "--mount", "sh", "-c"];
        var check = await Shell.RunAsync(new("unshare", [.. unshare, $"mount -t tmpfs -o size=1m tmpfs '{disk}'"]), Token);
        if (check.ExitCode != 0)
        {
            Assert.Inconclusive($"A small file system cannot be mounted here: {check.Output}");
        }

        var result = await Shell.RunAsync(
            Dotnet.Start(
                "unshare",
                [
                    .. unshare,
                    $"mount -t tmpfs -o size=1m tmpfs '{disk}' && dotnet \"$@\"; code=$?; find '{disk}' -type f ! -name .lock "
                        + $"! -name .unfinished -exec sha256sum '{{}}' +; exit $code",
                    "sh",
                    .. app.PublishArguments(["-p:ContainerPush=true", $"-p:{property}={disk}/{file}"]),
                ],
                app.FullName
            ),
            Token
        );

        Assert.Contains($"'{disk}/{file}", result.FailedWith("CTZ5001"));
        // A layout's smaller blobs may have found room: each is whole, since its name is its digest.
        foreach (var left in result.Output.Split('\n').Select(line => line.Trim().Split("  ")).Where(parts => parts is [{ Length: 64 }, _]))
        {
            Assert.EndsWith($"/layout/blobs/sha256/{left[0]}", left[1]);
        }
    }
}
