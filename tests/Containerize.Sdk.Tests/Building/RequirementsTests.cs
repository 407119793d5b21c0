using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>What the package needs and what it cannot do yet is one error, before anything fails with words of its own.</summary>
[TestClass]
internal sealed class RequirementsTests
{
    private const string OldSdk = "-p:NETCoreSdkVersion=8.0.100";

    private static Workspace _workspace = null!;
    private static string _project = "";
    private static BuildResult _built = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task BuildAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        _project = _workspace.WriteApplication("App");
        _built = await _workspace.RunAsync(context.CancellationToken, "build", _project, "-c", "Release", OldSdk);
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public void An_older_SDK_still_builds() => _built.MustSucceedWithoutWarnings();

    [TestMethod]
    public async Task An_older_SDK_is_told_what_an_image_needs()
    {
        var published = await PublishAsync(OldSdk);
        published.MustFailWith(_project, "CTZ0001");
        Assert.Contains("8.0.100", published.Errors[0].Text);
        Assert.Contains("10.0.100", published.Errors[0].Text);
    }

    [TestMethod]
    public async Task Several_platforms_are_refused_by_name()
    {
        var published = await PublishAsync("-p:ContainerRuntimeIdentifiers=linux-x64%3Blinux-arm64");
        published.MustFailWith(_project, "CTZ0004");
        Assert.StartsWith("ContainerRuntimeIdentifiers is 'linux-x64;linux-arm64'", published.Errors[0].Text);

        var computed = await _workspace.RunAsync(
            TestContext.CancellationToken,
            "msbuild",
            _project,
            "-t:ComputeContainerBaseImage",
            "-p:RuntimeIdentifiers=linux-x64%3Blinux-arm64"
        );
        computed.MustFailWith(_project, "CTZ0004");
        Assert.StartsWith("RuntimeIdentifiers is 'linux-x64;linux-arm64'", computed.Errors[0].Text);
    }

    /// <summary>The property that somebody wrote is named, and not the one that has its value then.</summary>
    [TestMethod]
    [DataRow("CTZ1009", "ContainerRuntimeIdentifier 'win-x64'", "-p:ContainerRuntimeIdentifier=win-x64")]
    [DataRow("CTZ1009", "RuntimeIdentifier 'win-x64'", "-p:RuntimeIdentifier=win-x64")]
    [DataRow("CTZ1009", "RuntimeIdentifiers 'win-x64'", "-p:RuntimeIdentifiers=win-x64")]
    [DataRow("CTZ1009", "PublishRuntimeIdentifier 'win-x64'", "-p:PublishRuntimeIdentifier=win-x64")]
    [DataRow("CTZ1008", "ContainerRuntimeIdentifiers 'osx-x64'", "-p:ContainerRuntimeIdentifiers=osx-x64")]
    [DataRow("CTZ1006", "ContainerRegistry 'host/path'", "-p:ContainerRegistry=host/path")]
    [DataRow("CTZ1006", "RegistryUrl 'host/path'", "-p:RegistryUrl=host/path")]
    public async Task A_wrong_value_is_reported_of_the_property_that_it_comes_from(string code, string expected, string argument)
    {
        var explained = await _workspace.RunAsync(TestContext.CancellationToken, "msbuild", _project, "-t:ExplainContainer", argument);
        explained.MustFailWith(_project, code);
        Assert.StartsWith(expected, explained.Errors[0].Text);
    }

    /// <summary>Named and passed over, since one of them must not break the publish of a solution.</summary>
    [TestMethod]
    [DataRow("it runs in a browser", "-p:RuntimeIdentifier=browser-wasm")]
    [DataRow("it is a WASI module", "-p:RuntimeIdentifier=wasi-wasm")]
    [DataRow("it is an application for the Windows desktop", "-p:UseWPF=true")]
    [DataRow("it is an application for devices", "-p:TargetPlatformIdentifier=android")]
    public async Task What_no_container_runs_is_passed_over(string reason, string argument)
    {
        var result = (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                "msbuild",
                _project,
                "-t:ComputeContainerConfig",
                "-v:minimal",
                "-nologo",
                argument
            )
        ).MustSucceedWithoutWarnings();
        Assert.AreEqual($"App gives no container image: {reason}.", result.Output.Trim());
    }

    /// <summary>As the .NET SDK decides it: a single platform, and one that is chosen, need no index.</summary>
    [TestMethod]
    [DataRow("linux-arm64", "-p:ContainerRuntimeIdentifiers=linux-arm64")]
    [DataRow("linux-arm64", "-p:RuntimeIdentifiers=linux-arm64")]
    [DataRow("linux-arm64", "-p:RuntimeIdentifiers=linux-x64%3Blinux-arm64", "-p:ContainerRuntimeIdentifier=linux-arm64")]
    [DataRow("linux-x64", "-p:ContainerRuntimeIdentifiers=linux-x64%3Blinux-arm64", "-p:RuntimeIdentifier=linux-x64")]
    [DataRow(null, "-p:RuntimeIdentifiers=linux-x64%3Blinux-arm64", "-p:IsRidAgnostic=true")]
    public async Task One_platform_is_no_index(string? platform, params string[] arguments)
    {
        var result = (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                ["msbuild", _project, "-t:ComputeContainerBaseImage", "-getProperty:ContainerRuntimeIdentifier", .. arguments]
            )
        ).MustSucceed();
        Assert.StartsWith(platform ?? "linux-", result.Output.Trim());
    }

    private async Task<BuildResult> PublishAsync(params string[] arguments)
    {
        var published = await _workspace.RunAsync(
            TestContext.CancellationToken,
            ["publish", _project, "--no-build", "-p:ContainerPush=true", .. arguments]
        );
        Assert.IsEmpty(_workspace.FilesBelow("App/bin/Release/net10.0/container"));
        return published;
    }
}
