using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Containerize.Diagnostics;
using Containerize.Layers;
using Containerize.Testing;

namespace Containerize.Core.Tests.Layers;

[TestClass]
internal sealed class PublishedFilesTests
{
    private const uint Nobody = 65534;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void All_files_are_listed_in_ordinal_order()
    {
        using var directory = new TemporaryDirectory();
        string[] names = ["b.dll", "a/z.txt", "a.txt", "B.dll", "a-b.txt", "ä.txt", "a/b/c.txt", "Z"];
        foreach (var name in names)
        {
            directory.Write(name, name);
        }

        var files = PublishedFiles.List(directory.FullName);
        CollectionAssert.AreEqual(
            new[] { "B.dll", "Z", "a-b.txt", "a.txt", "a/b/c.txt", "a/z.txt", "b.dll", "ä.txt" },
            files.Select(file => file.Name).ToArray()
        );
        foreach (var file in files)
        {
            Assert.AreEqual(file.Name, File.ReadAllText(file.SourcePath));
            Assert.AreEqual(new FileInfo(file.SourcePath).Length, file.Size);
        }
    }

    [TestMethod]
    public void A_folder_without_files_has_none()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.PathOf("empty/inner"));
        Assert.IsEmpty(PublishedFiles.List(directory.FullName));
    }

    [TestMethod]
    public void A_missing_folder_is_named()
    {
        using var directory = new TemporaryDirectory();
        var missing = directory.PathOf("missing");
        var error = Assert.ThrowsExactly<ContainerizeException>(() => PublishedFiles.List(missing));
        Assert.AreEqual("CTZ5003", error.Diagnostics.Single().Code);
        Assert.Contains(missing, error.Message);
    }

    [TestMethod]
    public void A_link_to_a_folder_above_it_is_named_once()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("wwwroot/index.html", "");
        Directory.CreateSymbolicLink(directory.PathOf("wwwroot/loop"), directory.PathOf("wwwroot"));
        var error = Assert.ThrowsExactly<ContainerizeException>(() => PublishedFiles.List(directory.FullName));
        Assert.AreEqual("CTZ5041", error.Diagnostics.Single().Code);
        Assert.Contains($"'{directory.PathOf("wwwroot/loop")}'", error.Message);
        Assert.DoesNotContain("loop/loop", error.Message);
        Directory.Delete(directory.PathOf("wwwroot/loop"));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_name_that_is_not_UTF_8_is_said_to_be_none()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("\uFFFD.txt", "the character itself is a name as any other");
        Assert.HasCount(1, PublishedFiles.List(directory.FullName));

        // .NET cannot write such a name; a shell can.
        using var shell = System.Diagnostics.Process.Start(
            "sh",
            ["-c", "printf x > \"$1/caf$(printf '\\351').txt\"", "sh", directory.FullName]
        );
        await shell.WaitForExitAsync(TestContext.CancellationToken);
        try
        {
            var error = Assert.ThrowsExactly<ContainerizeException>(() => PublishedFiles.List(directory.FullName));
            Assert.AreEqual("CTZ5040", error.Diagnostics.Single().Code);
            Assert.Contains(directory.FullName, error.Message);

            // Its name looks to .NET like the one of a file that is there.
            directory.Write("caf\uFFFD.txt", "");
            error = Assert.ThrowsExactly<ContainerizeException>(() => PublishedFiles.List(directory.FullName));
            Assert.AreEqual("CTZ5040", error.Diagnostics.Single().Code);
        }
        finally
        {
            using var removal = System.Diagnostics.Process.Start("sh", ["-c", "rm \"$1\"/caf*", "sh", directory.FullName]);
            await removal.WaitForExitAsync(TestContext.CancellationToken);
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_that_cannot_be_read_is_named_and_not_the_one_above()
    {
        const UnixFileMode Open =
            UnixFileMode.UserRead
            | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherExecute;
        using var directory = new TemporaryDirectory();
        File.SetUnixFileMode(directory.FullName, Open);
        Directory.CreateDirectory(directory.PathOf("a/closed"));
        File.SetUnixFileMode(directory.PathOf("a/closed"), UnixFileMode.None);

        // root reads every folder: what this thread asks the file system for, it asks as another user.
        var user = SetFileSystemUser(Nobody);
        ContainerizeException error;
        try
        {
            error = Assert.ThrowsExactly<ContainerizeException>(() => PublishedFiles.List(directory.FullName));
        }
        finally
        {
            _ = SetFileSystemUser((uint)user);
        }

        File.SetUnixFileMode(directory.PathOf("a/closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.AreEqual("CTZ5002", error.Diagnostics.Single().Code);
        Assert.Contains($"'{directory.PathOf("a/closed")}'", error.Message);
    }

    [TestMethod]
    public void What_a_file_comes_from_is_read_from_the_dependency_file()
    {
        using var directory = new TemporaryDirectory();
        directory.Write(
            "App.deps.json",
            """
            {
              "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0/linux-x64", "signature": "" },
              "targets": {
                ".NETCoreApp,Version=v10.0": {},
                ".NETCoreApp,Version=v10.0/linux-x64": {
                  "App/1.0.0": { "dependencies": { "Stable": "1.0.0" }, "runtime": { "App.dll": {} } },
                  "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.12": { "runtime": { "System.Runtime.dll": {} }, "native": { "libcoreclr.so": {}, "createdump": {} } },
                  "Stable/1.0.0": {
                    "runtime": { "lib/net10.0/Stable.dll": {} },
                    "resources": { "lib/net10.0/de/Stable.resources.dll": { "locale": "de" } },
                    "native": { "runtimes/linux-x64/native/libstable.so": {} },
                    "runtimeTargets": {
                      "runtimes/win/lib/net10.0/Stable.dll": { "rid": "win", "assetType": "runtime" },
                      "runtimes/win-x64/native/stable.dll": { "rid": "win-x64", "assetType": "native" }
                    }
                  },
                  "Preview/2.0.0-rc.1": { "runtime": { "lib/net10.0/Preview.dll": {} } },
                  "Lib/1.0.0": { "runtime": { "Lib.dll": {} } },
                  "Meta/1.0.0": {}
                }
              },
              "libraries": {
                "App/1.0.0": { "type": "project" },
                "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.12": { "type": "runtimepack" },
                "Stable/1.0.0": { "type": "package" },
                "Preview/2.0.0-rc.1": { "type": "package" },
                "Lib/1.0.0": { "type": "project" },
                "Meta/1.0.0": { "type": "package" }
              }
            }
            """
        );
        var expected = new Dictionary<string, LayerKind>
        {
            ["App"] = LayerKind.Application,
            ["App.deps.json"] = LayerKind.Application,
            ["App.dll"] = LayerKind.Application,
            ["App.pdb"] = LayerKind.Application,
            ["appsettings.json"] = LayerKind.Application,
            ["createdump"] = LayerKind.Runtime,
            ["System.Runtime.dll"] = LayerKind.Runtime,
            ["libcoreclr.so"] = LayerKind.Runtime,
            ["Stable.dll"] = LayerKind.Packages,
            ["Stable.xml"] = LayerKind.Packages,
            ["de/Stable.resources.dll"] = LayerKind.Packages,
            ["runtimes/win/lib/net10.0/Stable.dll"] = LayerKind.Packages,
            ["libstable.so"] = LayerKind.PrereleasePackages,
            ["runtimes/win-x64/native/stable.dll"] = LayerKind.PrereleasePackages,
            ["Preview.dll"] = LayerKind.PrereleasePackages,
            ["Lib.dll"] = LayerKind.Projects,
            ["Lib.pdb"] = LayerKind.Projects,
            ["wwwroot/site.css"] = LayerKind.Content,
        };
        foreach (var name in expected.Keys.Where(name => name != "App.deps.json"))
        {
            directory.Write(name, name);
        }

        var files = PublishedFiles.List(directory.FullName);
        var kindOf = PublishedFiles.Classify(PublishedFiles.ReadDependencies(files, "App"), null);
        CollectionAssert.AreEquivalent(expected.ToList(), files.Select(file => KeyValuePair.Create(file.Name, kindOf(file))).ToList());
    }

    [TestMethod]
    public void Without_a_dependency_file_all_but_static_content_is_the_application()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("App", "");
        directory.Write("wwwroot/index.html", "");
        var files = PublishedFiles.List(directory.FullName);
        CollectionAssert.AreEqual(
            new[] { LayerKind.Application, LayerKind.Content },
            files.Select(PublishedFiles.Classify(PublishedFiles.ReadDependencies(files, "App"), null)).ToArray()
        );
    }

    [TestMethod]
    [DataRow("{", "it is not JSON")]
    [DataRow("{}", "runtimeTarget")]
    [DataRow("""{ "runtimeTarget": { "name": "x" }, "targets": { "x": [] }, "libraries": {} }""", "'x'")]
    public void A_broken_dependency_file_is_named(string json, string reason)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("App.deps.json", json);
        var files = PublishedFiles.List(directory.FullName);
        var error = Assert.ThrowsExactly<ContainerizeException>(() =>
            PublishedFiles.Classify(PublishedFiles.ReadDependencies(files, "App"), null)
        );
        Assert.AreEqual("CTZ5006", error.Diagnostics.Single().Code);
        Assert.Contains(path, error.Message);
        Assert.Contains(reason, error.Message);
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileSystemUser(uint user);
}
