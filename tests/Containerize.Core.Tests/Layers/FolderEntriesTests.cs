using System.Diagnostics;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Testing;

namespace Containerize.Core.Tests.Layers;

/// <summary>What is in a publish folder and is no ordinary file: links, pipes, and names that mean something in a layer.</summary>
[TestClass]
internal sealed class FolderEntriesTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void A_link_within_the_folder_is_listed_once_and_not_followed()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("app/lib/libx.so.1", "x");
        directory.Write("app/data/a.txt", "a");
        File.CreateSymbolicLink(directory.PathOf("app/lib/libx.so"), "libx.so.1");
        Directory.CreateSymbolicLink(directory.PathOf("app/current"), directory.PathOf("app/data"));
        CollectionAssert.AreEqual(new[] { "current", "data/a.txt", "lib/libx.so", "lib/libx.so.1" }, Names(directory.PathOf("app")));
    }

    [TestMethod]
    public void Folders_of_links_to_folders_of_links_stay_as_many_as_they_are()
    {
        using var directory = new TemporaryDirectory();
        const int Depth = 16;
        for (var level = 0; level < Depth; level++)
        {
            Directory.CreateDirectory(directory.PathOf($"app/{level}"));
            Directory.CreateSymbolicLink(directory.PathOf($"app/{level}/a"), $"../{level + 1}");
            Directory.CreateSymbolicLink(directory.PathOf($"app/{level}/b"), $"../{level + 1}");
        }

        directory.Write($"app/{Depth}/file", "");
        Assert.HasCount((2 * Depth) + 1, Names(directory.PathOf("app")));
    }

    [TestMethod]
    [DataRow("outside/secret", "CTZ5051")]
    [DataRow("/etc/passwd", "CTZ5051")]
    [DataRow("outside", "CTZ5051")]
    [DataRow("app/missing", "CTZ5052")]
    [DataRow("app/link", "CTZ5041")]
    [DataRow("app", "CTZ5041")]
    public void A_link_that_cannot_be_in_an_image_is_named_with_where_it_leads(string target, string code)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("app/a.txt", "a");
        directory.Write("outside/secret", "secret");
        var path = Path.IsPathRooted(target) ? target : directory.PathOf(target);
        File.CreateSymbolicLink(directory.PathOf("app/link"), path);
        try
        {
            var error = Assert.ThrowsExactly<ContainerizeException>(() => Names(directory.PathOf("app")));
            Assert.AreEqual(code, error.Diagnostics.Single().Code);
            Assert.Contains($"'{directory.PathOf("app/link")}'", error.Message);
            Assert.Contains(path, error.Message);
        }
        finally
        {
            File.Delete(directory.PathOf("app/link"));
        }
    }

    [TestMethod]
    public void A_link_of_a_link_that_leaves_the_folder_leaves_it_too()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("outside/back/a.txt", "a");
        directory.Write("app/a.txt", "a");
        File.CreateSymbolicLink(directory.PathOf("outside/in"), directory.PathOf("app/a.txt"));
        File.CreateSymbolicLink(directory.PathOf("app/b.txt"), directory.PathOf("outside/in"));
        Assert.AreEqual(
            "CTZ5051",
            Assert.ThrowsExactly<ContainerizeException>(() => Names(directory.PathOf("app"))).Diagnostics.Single().Code
        );
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_link_through_a_linked_folder_leads_where_the_system_takes_it()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("app/data/v2/b.txt", "");
        directory.Write("app/data/a.txt", "the one that is meant");
        directory.Write("app/a.txt", "another");
        Directory.CreateSymbolicLink(directory.PathOf("app/current"), "data/v2");
        File.CreateSymbolicLink(directory.PathOf("app/link"), "current/../a.txt");
        Assert.AreEqual("data/a.txt", PublishedFiles.List(directory.PathOf("app")).Single(file => file.Name == "link").LinkTarget);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void A_link_through_a_linked_folder_that_leaves_leaves_too()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("app/a.txt", "");
        directory.Write("a.txt", "");
        directory.Write("app/x/y/z.txt", "");
        Directory.CreateSymbolicLink(directory.PathOf("app/x/y/up"), "../../x");
        File.CreateSymbolicLink(directory.PathOf("app/x/y/link"), "up/../../a.txt");
        var error = Assert.ThrowsExactly<ContainerizeException>(() =>
            FolderLinks.Read(directory.PathOf("app/x/y/link"), directory.PathOf("app"))
        );
        Assert.AreEqual("CTZ5051", error.Diagnostics.Single().Code);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("mkfifo \"$1\"", "named pipe")]
    [DataRow("ln -s /dev/null \"$1\"", "/dev/null")]
    public async Task What_is_no_file_is_named_and_never_opened(string command, string kind)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("app/a.txt", "a");
        using var shell = Process.Start("sh", ["-c", command, "sh", directory.PathOf("app/special")]);
        await shell.WaitForExitAsync(TestContext.CancellationToken);
        Assert.AreEqual(0, shell.ExitCode);
        var error = Assert.ThrowsExactly<ContainerizeException>(() => Names(directory.PathOf("app")));
        Assert.Contains(error.Diagnostics.Single().Code, new[] { "CTZ5051", "CTZ5053" });
        Assert.Contains($"'{directory.PathOf("app/special")}'", error.Message);
        Assert.Contains(kind, error.Message);
    }

    [TestMethod]
    [DataRow(".wh.app.css")]
    [DataRow(".wh..wh..opq")]
    [DataRow("wwwroot/.wh.css/site.css")]
    public void A_name_that_deletes_others_in_a_layer_is_refused(string name)
    {
        using var directory = new TemporaryDirectory();
        directory.Write(name, "");
        var error = Assert.ThrowsExactly<ContainerizeException>(() => Names(directory.FullName));
        Assert.AreEqual("CTZ5054", error.Diagnostics.Single().Code);
        Assert.Contains(".wh.", error.Message);
    }

    private static string[] Names(string folder) => [.. PublishedFiles.List(folder).Select(file => file.Name)];
}
