using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>A .NET SDK that cannot run the task is told so, before anything of .NET's own fails about it.</summary>
[TestClass]
public sealed class RequirementsTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task An_older_SDK_gets_one_error_that_says_what_is_needed_and_builds_on()
    {
        using var workspace = Workspace.Create();
        var project = workspace.WriteApplication("App");
        (await workspace.RunAsync(TestContext.CancellationToken, "build", project, "-c", "Release", "-p:NETCoreSdkVersion=8.0.100")).MustSucceedWithoutWarnings();

        var published = await workspace.RunAsync(TestContext.CancellationToken, "publish", project, "--no-build", "-p:NETCoreSdkVersion=8.0.100", "-p:ContainerPush=true");
        published.MustFailWith(project, "CTZ0001");
        Assert.Contains("8.0.100", published.Errors[0].Text);
        Assert.Contains("10.0.100", published.Errors[0].Text);
        Assert.IsEmpty(workspace.FilesBelow("App/bin/Release/net10.0/container"));
    }
}
