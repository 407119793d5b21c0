using Containerize.Building;
using Containerize.Caching;
using Containerize.Core.Tests.Building;
using Containerize.Layers;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Layers;

/// <summary>Where published files come from, and which of them the image's platform can use.</summary>
[TestClass]
internal sealed class PublishedSourcesTests
{
    private static readonly SourceFolders Folders = new(
        "/src/App",
        ["/home/user/.nuget/packages/", "/src/App/packages"],
        "/usr/share/dotnet"
    );

    [TestMethod]
    [DataRow("/src/App/appsettings.json", "", "", "application")]
    [DataRow("/src/App/obj/Release/net10.0/App.dll", "", "", "application")]
    [DataRow("/src/Lib/bin/Release/net10.0/native/libx.so", "", "", "projects")]
    [DataRow("/src/AppHost/data.json", "", "", "projects")]
    [DataRow("/home/user/.nuget/packages/a.b/10.0.1/tools/BlazorDebugProxy/x.dll", "", "", "packages")]
    [DataRow("/home/user/.nuget/packages/a.b/10.0.0-rc.1/tools/x.dll", "", "", "prerelease-packages")]
    [DataRow("/home/user/.nuget/packages/a.b/1.0.0/runtimes/linux-x64/native/x.so", "", "", "prerelease-packages")]
    [DataRow("/src/App/packages/a.b/1.0.0/content/x.txt", "", "", "packages")]
    [DataRow("/usr/share/dotnet/packs/Microsoft.NETCore.App.Ref/10.0.1/ref/net10.0/System.Runtime.dll", "", "", "packages")]
    [DataRow("/anywhere/x.dll", "1.2.3", "runtime", "packages")]
    [DataRow("/anywhere/x.so", "1.2.3", "native", "prerelease-packages")]
    public void A_file_that_no_dependency_file_names_goes_by_where_it_is_from(string source, string version, string type, string expected)
    {
        var record = new PublishRecord
        {
            Files = new Dictionary<string, ResolvedFile> { ["sub/file"] = new(source, version, type) },
            OwnFilesPath = "",
            Folders = Folders,
        };
        var kindOf = PublishedFiles.Classify(Dependencies.None, record);
        Assert.AreEqual(expected, kindOf(new LayerFile("/out", "sub/file", 1)).Name);
        Assert.AreEqual("application", kindOf(new LayerFile("/out", "other", 1)).Name);
    }

    [TestMethod]
    [DataRow("linux-x64", true)]
    [DataRow("linux", true)]
    [DataRow("unix", true)]
    [DataRow("any", true)]
    [DataRow("linux-musl-x64", true)] // a base may be Alpine's
    [DataRow("debian.12-x64", true)]
    [DataRow("winged-x64", true)]
    [DataRow("linux-arm64", false)]
    [DataRow("linux-arm", false)]
    [DataRow("linux-musl-arm64", false)]
    [DataRow("linux-bionic-x64", false)]
    [DataRow("win", false)]
    [DataRow("win-x64", false)]
    [DataRow("win10-x64-aot", false)]
    [DataRow("osx", false)]
    [DataRow("osx.12-arm64", false)]
    [DataRow("maccatalyst-x64", false)]
    [DataRow("android-x64", false)]
    [DataRow("iossimulator-x64", false)]
    [DataRow("freebsd-x64", false)]
    [DataRow("browser", false)]
    [DataRow("browser-wasm", false)]
    public void The_hosts_own_rules_say_what_can_be_loaded(string rid, bool expected) =>
        Assert.AreEqual(expected, RuntimeRules.CanLoad(rid, new Platform { Os = "linux", Architecture = "amd64" }));

    [TestMethod]
    [DataRow(false, "rate-of-change", 4)]
    [DataRow(true, "rate-of-change", 6)]
    [DataRow(false, "single", 4)]
    public void What_the_platform_cannot_load_is_left_out_in_one_line(bool keeps, string layers, int expected)
    {
        using var directory = new TemporaryDirectory();
        using var made = new TemporaryDirectory();
        directory.Write(
            "App.deps.json",
            """
            {
              "runtimeTarget": { "name": "x" },
              "targets": { "x": { "App/1.0.0": {}, "Native/1.0.0": { "runtimeTargets": {
                "runtimes/linux-x64/native/libn.so": { "rid": "linux-x64", "assetType": "native" },
                "runtimes/win-x64/native/n.dll": { "rid": "win-x64", "assetType": "native" },
                "runtimes/osx/lib/n.dll": { "rid": "osx", "assetType": "runtime" } } } } },
              "libraries": { "App/1.0.0": { "type": "project" }, "Native/1.0.0": { "type": "package" } }
            }
            """
        );
        directory.Write("runtimes/linux-x64/native/libn.so", "");
        directory.Write("runtimes/win-x64/native/n.dll", new string('n', 1500));
        directory.Write("runtimes/osx/lib/n.dll", "");

        // The project's own, which the host does not know of.
        directory.Write("runtimes/win-x64/tool.exe", "");
        directory.Write("App.dll", "");
        var log = new RecordingBuildLog();
        using var cache = LocalCache.Open(CacheOptions.None, made.FullName, log);
        var plan = Samples.Plan with
        {
            PublishDirectory = directory.FullName,
            KeepsForeignRuntimes = keeps,
            Layers = new LayerRules { IsSingle = layers == "single" },
        };

        var files = new ApplicationLayers(plan.Layers.Compression, cache, log)
            .Plan(plan)
            .SelectMany(layer => layer.Files.Select(file => file.Name))
            .ToList();

        Assert.HasCount(expected, files);
        Assert.Contains("runtimes/win-x64/tool.exe", files);
        Assert.AreEqual(
            keeps ? 0 : 1,
            log.Messages.Count(line =>
                line.Text.Contains(
                    $"{plan.AssemblyName}: 2 files (1.5 kB) below runtimes/ cannot be loaded on linux/amd64",
                    StringComparison.Ordinal
                )
            )
        );
    }
}
