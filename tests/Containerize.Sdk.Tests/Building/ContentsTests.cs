using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>An image has what its publish made: nothing that was in the folder before, and all that the project's targets put there.</summary>
[TestClass]
public sealed class ContentsTests
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
        var project = _workspace.WriteApplication("App", """
            <ItemGroup>
              <Content Include="debug.txt" CopyToPublishDirectory="PreserveNewest" Condition="'$(Configuration)' == 'Debug'" />
            </ItemGroup>
            <Target Name="CopyModel" AfterTargets="Publish">
              <Copy SourceFiles="model.bin" DestinationFolder="$(PublishDir)" SkipUnchangedFiles="true" />
            </Target>
            """);
        (await _workspace.RunAsync(context.CancellationToken, "restore", project)).MustSucceed();
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public async Task One_folder_of_several_publishes()
    {
        (await PublishAsync("Debug")).MustSucceedWithoutWarnings();
        Assert.Contains("app/debug.txt", Files("Debug"));
        Assert.Contains("app/model.bin", Files("Debug"));

        // Another configuration, into the same folder; the target finds its file there and copies nothing.
        var second = (await PublishAsync("Release")).MustSucceed();
        var warning = second.Warnings.Single();
        Assert.AreEqual("CTZ5055", warning.Code);
        Assert.Contains("'debug.txt'", warning.Text);
        Assert.DoesNotContain("model.bin", warning.Text);
        Assert.DoesNotContain("app/debug.txt", Files("Release"));
        Assert.Contains("app/model.bin", Files("Release"));
        Assert.Contains("debug.txt", _workspace.FilesBelow("out"));
    }

    [TestMethod]
    public async Task The_projects_own_folder_is_no_publish_folder() =>
        (await _workspace.RunAsync(TestContext.CancellationToken, "publish", "App", "-c", "Other", "-o", "App", "-p:ContainerPush=true"))
            .MustFailWith(_workspace.PathOf("App/App.csproj"), "CTZ5050");

    private Task<BuildResult> PublishAsync(string configuration) =>
        _workspace.RunAsync(TestContext.CancellationToken, "publish", "App", "-c", configuration, "-o", Out, "-p:ContainerPush=true");

    private static IEnumerable<string> Files(string configuration) => LayerFiles.Of(_workspace.PathOf($"App/bin/{configuration}/net10.0/container"));
}
