using System.Collections.Immutable;
using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>
/// An image has what its publish made: nothing that was in the folder before, and all that the project's targets put there.
/// </summary>
[TestClass]
internal sealed class ContentsTests
{
    private static Workspace _workspace = null!;

    public TestContext TestContext { get; set; } = null!;

    private string Out => _workspace.PathOf("out") + Path.DirectorySeparatorChar;

    [ClassInitialize]
    public static async Task RestoreAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        _workspace.Write("App/debug.txt", "debug");
        _workspace.Write("App/model.bin", "model");
        var project = _workspace.WriteApplication(
            "App",
            """
            <ItemGroup>
              <!-- The base is empty, and need not start anything. -->
              <ContainerAppCommand Include="/app/App" />
              <Content Include="debug.txt" CopyToPublishDirectory="PreserveNewest" Condition="'$(Configuration)' == 'Debug'" />
            </ItemGroup>
            <Target Name="CopyModel" AfterTargets="Publish">
              <Copy SourceFiles="model.bin" DestinationFolder="$(PublishDir)" SkipUnchangedFiles="true" />
            </Target>
            """
        );
        (await _workspace.RunAsync(context.CancellationToken, "restore", project)).MustSucceed();
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public async Task One_folder_of_several_publishes()
    {
        Assert.IsEmpty(Findings(await PublishAsync("Debug")));
        Assert.Contains("app/debug.txt", Files("Debug"));
        Assert.Contains("app/model.bin", Files("Debug"));

        // Another configuration, into the same folder; the target finds its file there and copies nothing.
        var warning = Findings(await PublishAsync("Release")).Single();
        Assert.AreEqual("CTZ5055", warning.Code);
        Assert.Contains("'debug.txt'", warning.Text);
        Assert.DoesNotContain("model.bin", warning.Text);
        Assert.DoesNotContain("app/debug.txt", Files("Release"));
        Assert.Contains("app/model.bin", Files("Release"));
        Assert.Contains("debug.txt", _workspace.FilesBelow("out"));

        // The folder as it is now, but for what was taken away.
        File.Delete(Out + "App.pdb");
        File.Delete(Out + "debug.txt");
        var finding = Findings(
                await _workspace.RunAsync(
                    TestContext.CancellationToken,
                    "msbuild",
                    "App",
                    "-t:PublishContainer",
                    $"-p:PublishDir={Out}",
                    "-p:Configuration=Release",
                    "-p:ContainerDestinations=layout",
                    "-p:ContainerLayoutPath=../prepared"
                )
            )
            .Single();
        Assert.AreEqual("CTZ5056", finding.Code);
        Assert.Contains("missing: 'App.pdb'", finding.Text);
        Assert.DoesNotContain("App.pdb", _workspace.FilesBelow("out"));
        Assert.Contains("app/App.dll", LayerFiles.Of(_workspace.PathOf("prepared")));
        Assert.DoesNotContain("app/App.pdb", LayerFiles.Of(_workspace.PathOf("prepared")));
    }

    [TestMethod]
    public async Task What_a_plain_publish_has_put_there_is_in_the_image_of_the_next()
    {
        // The .NET SDK copies static web assets by themselves, and says only that they were written.
        _workspace.Write("Web/wwwroot/css/site.css", "body {}");
        _workspace.WriteApplication(
            "Web",
            """<ItemGroup><ContainerAppCommand Include="/app/Web" /></ItemGroup>""",
            sdk: "Microsoft.NET.Sdk.Web"
        );
        (await _workspace.RunAsync(TestContext.CancellationToken, "publish", "Web")).MustSucceed();
        Assert.IsEmpty(
            Findings(await _workspace.RunAsync(TestContext.CancellationToken, "publish", "Web", "--no-build", "-p:ContainerPush=true"))
        );
        var files = LayerFiles.Of(_workspace.PathOf("Web/bin/Release/net10.0/container"));
        foreach (var name in _workspace.FilesBelow("Web/bin/Release/net10.0/publish"))
        {
            Assert.Contains($"app/{name}", files);
        }
    }

    [TestMethod]
    public async Task What_a_target_has_copied_in_a_plain_publish_is_in_the_image_of_the_next()
    {
        // The target copies nothing the second time; what lies in the folder otherwise is still a leftover.
        const string configuration = "Plain";
        (await _workspace.RunAsync(TestContext.CancellationToken, "publish", "App", "-c", configuration)).MustSucceed();
        var folder = $"App/bin/{configuration}/net10.0";
        _workspace.Write($"{folder}/publish/stray.txt", "stray");
        (await _workspace.RunAsync(TestContext.CancellationToken, "publish", "App", "-c", configuration)).MustSucceed();

        var warning = Findings(
                await _workspace.RunAsync(TestContext.CancellationToken, "publish", "App", "-c", configuration, "-p:ContainerPush=true")
            )
            .Single();
        Assert.Contains("1 file", warning.Text);
        Assert.Contains("'stray.txt'", warning.Text);
        Assert.Contains("app/model.bin", Files(configuration));
        Assert.DoesNotContain("app/stray.txt", Files(configuration));
    }

    [TestMethod]
    public async Task An_earlier_publish_in_a_web_projects_folder_is_not_in_the_image()
    {
        _workspace.Write("Site/appsettings.json", "{}");
        _workspace.WriteApplication(
            "Site",
            """<ItemGroup><ContainerAppCommand Include="/app/Site" /></ItemGroup>""",
            sdk: "Microsoft.NET.Sdk.Web"
        );
        (await _workspace.RunAsync(TestContext.CancellationToken, "publish", "Site", "-o", "Site/earlier")).MustSucceed();
        var warning = Findings(await _workspace.RunAsync(TestContext.CancellationToken, "publish", "Site", "-p:ContainerPush=true"))
            .Single();
        Assert.AreEqual("CTZ5057", warning.Code);
        var files = LayerFiles.Of(_workspace.PathOf("Site/bin/Release/net10.0/container"));
        Assert.Contains("app/appsettings.json", files);
        Assert.IsEmpty(files.Where(name => name.Contains("earlier", StringComparison.Ordinal)));
    }

    /// <summary>What would be published there instead is of another configuration, and nobody has signed it.</summary>
    [TestMethod]
    [DataRow("mistyped", false)]
    [DataRow("empty", true)]
    public async Task A_folder_that_is_named_and_lacks_the_application_is_an_error(string folder, bool isThere)
    {
        if (isThere)
        {
            _workspace.Write($"{folder}/App.runtimeconfig.json", "{}");
        }

        _workspace.WriteApplication("Signed");
        var result = await _workspace.RunAsync(
            TestContext.CancellationToken,
            "msbuild",
            "Signed",
            "-restore",
            "-t:PublishContainer",
            $"-p:PublishDir={_workspace.PathOf(folder)}/",
            "-p:ContainerDestinations=layout"
        );
        result.MustFailWith(_workspace.PathOf("Signed/Signed.csproj"), "CTZ1013");
        Assert.Contains(_workspace.PathOf(folder), result.Errors.Single().Text);
        Assert.IsFalse(Directory.Exists(_workspace.PathOf("Signed/bin")), "It was built all the same.");
        Assert.HasCount(isThere ? 1 : 0, _workspace.FilesBelow(folder));
    }

    [TestMethod]
    public async Task The_projects_own_folder_is_no_publish_folder() =>
        (
            await _workspace.RunAsync(TestContext.CancellationToken, "publish", "App", "-c", "Other", "-o", "App", "-p:ContainerPush=true")
        ).MustFailWith(_workspace.PathOf("App/App.csproj"), "CTZ5050");

    private Task<BuildResult> PublishAsync(string configuration) =>
        _workspace.RunAsync(TestContext.CancellationToken, "publish", "App", "-c", configuration, "-o", Out, "-p:ContainerPush=true");

    /// <summary>What it said of files.</summary>
    private static IEnumerable<BuildMessage> Findings(BuildResult result) =>
        result.MustSucceed().Warnings.Where(warning => warning.Code.StartsWith("CTZ5", StringComparison.Ordinal));

    private static ImmutableArray<string> Files(string configuration) =>
        LayerFiles.Of(_workspace.PathOf($"App/bin/{configuration}/net10.0/container"));
}
