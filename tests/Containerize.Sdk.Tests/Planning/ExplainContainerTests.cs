using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Planning;

/// <summary>The plan can be read before anything is done.</summary>
[TestClass]
internal sealed class ExplainContainerTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task It_prints_the_plan_and_writes_nothing()
    {
        using var workspace = Workspace.Create();
        var project = workspace.WriteApplication(
            "App",
            """
            <PropertyGroup>
              <Version>1.2.3</Version>
              <ContainerUser>app</ContainerUser>
              <ContainerRepository>team/app</ContainerRepository>
            </PropertyGroup>
            <ItemGroup>
              <ContainerPort Include="8080" />
              <ContainerEnvironmentVariable Include="COLOUR" Value="green" />
              <ContainerLabel Include="com.example.team" Value="platform" />
              <ContainerLabel Include="com.example.words" Value="##vso[task.complete]x&#10;::error::y" />
            </ItemGroup>
            """
        );
        (await workspace.RunAsync(TestContext.CancellationToken, "restore", project)).MustSucceed();
        var before = workspace.FilesBelow("");

        var explained = (
            await workspace.RunAsync(
                TestContext.CancellationToken,
                "build",
                project,
                "--no-restore",
                "-t:ExplainContainer",
                "-p:ContainerRegistry=registry.example.org"
            )
        ).MustSucceedWithoutWarnings();

        Assert.AreSequenceEqual(before, workspace.FilesBelow(""));
        foreach (
            var part in (string[])
                [
                    "team/app",
                    "oci-layout:",
                    "linux/",
                    "1.2.3",
                    "1.2",
                    "latest",
                    "dotnet /app/App.dll",
                    "8080/tcp",
                    "COLOUR=green",
                    "com.example.team=platform",
                    "org.opencontainers.image.version=1.2.3",
                    "registry registry.example.org",
                ]
        )
        {
            Assert.Contains(part, explained.Output);
        }

        Assert.Contains("com.example.words=## vso[task.complete]x ::error::y", explained.Output);
        Assert.DoesNotContain("##vso[", explained.Output);
    }
}
