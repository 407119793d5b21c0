using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>An image holds one target framework, and nobody but the user can say which.</summary>
[TestClass]
internal sealed class MultiTargetingTests
{
    private static Workspace _workspace = null!;
    private static string _project = "";

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task RestoreAsync(TestContext context)
    {
        _workspace = Workspace.Create();

        // One framework is enough to make the build a dispatching one, and a second would have to be downloaded.
        _workspace.Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <TestPackageVersion>{TestPackage.Version}</TestPackageVersion>
                <TargetFrameworks>net10.0;</TargetFrameworks>
                <ContainerBaseImage>{TestPackage.BaseImage}</ContainerBaseImage>
              </PropertyGroup>
            </Project>
            """
        );
        _project = _workspace.WriteApplication("App");
        (await _workspace.RunAsync(context.CancellationToken, "restore", _project)).MustSucceed();
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    [DataRow("publish", "-p:ContainerPush=true")]
    [DataRow("publish", "-p:PublishProfile=DefaultContainer")]
    [DataRow("build", "-t:PublishContainer")]
    [DataRow("build", "-t:BuildContainer;PushContainer;PromoteContainer;ExplainContainer")]
    [DataRow("msbuild", "-t:ComputeContainerConfig")]
    public async Task Without_a_framework_one_error_asks_for_it(string command, string argument)
    {
        var result = await _workspace.RunAsync(
            TestContext.CancellationToken,
            command,
            _project,
            command == "msbuild" ? "-nologo" : "--no-restore",
            argument
        );
        result.MustFailWith(_project, "CTZ0003");
        Assert.Contains("-f net10.0", result.Errors[0].Text);
        Assert.IsEmpty(_workspace.FilesBelow("App/bin/Debug"));
        Assert.IsEmpty(_workspace.FilesBelow("App/bin/Release"));
    }

    [TestMethod]
    public async Task A_test_project_of_several_frameworks_is_passed_over()
    {
        var result = (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                "msbuild",
                _project,
                "-t:ComputeContainerConfig",
                "-p:IsTestProject=true"
            )
        ).MustSucceed();
        Assert.Contains("App gives no container image: it is a test project.", result.Output);
    }

    [TestMethod]
    public async Task With_a_framework_it_becomes_an_image()
    {
        (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                "publish",
                _project,
                "--no-restore",
                "-f",
                "net10.0",
                "-c",
                "Other",
                "-p:ContainerPush=true"
            )
        ).MustSucceedWithoutWarnings();
        Assert.AreSequenceEqual(["latest"], new LayoutReader(_workspace.PathOf("App/bin/Other/net10.0/container")).Tags);
    }
}
