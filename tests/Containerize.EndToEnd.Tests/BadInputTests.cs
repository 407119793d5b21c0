using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>What is wrong is told by codes, each with its property, value and remedy; nothing is pushed.</summary>
[TestClass]
internal sealed class BadInputTests
{
    public TestContext TestContext { get; set; } = null!;

    private static string ToRegistry => $"-p:ContainerRegistry={TestEnvironment.Registry}";

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("runtime:no-such-tag")]
    [DataRow("no-such-repository:10.0")]
    public async Task A_base_that_does_not_exist(string name)
    {
        using var app = await App.ConsoleAsync();

        var output = await app.FailAsync(["CTZ2002"], [ToRegistry, $"-p:ContainerBaseImage={TestEnvironment.Base}/{name}"], Token);

        Assert.Contains($"{TestEnvironment.Base}/{name}", output);
        Assert.Contains("ContainerBaseImage", output);
    }

    [TestMethod]
    public async Task A_base_for_another_platform()
    {
        using var app = await App.ConsoleAsync();

        var output = await app.FailAsync(
            ["CTZ2003"],
            [ToRegistry, $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime-multi:10.0-arm64"],
            Token
        );

        Assert.Contains("it is for linux/arm64", output);
    }

    [TestMethod]
    public async Task A_platform_that_the_base_s_index_does_not_have()
    {
        using var app = await App.ConsoleAsync();

        var output = await app.FailAsync(
            ["CTZ2003"],
            [ToRegistry, "-p:ContainerRuntimeIdentifier=linux-s390x", $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime-multi:10.0"],
            Token
        );

        Assert.Contains("linux/amd64, linux/arm64", output);
    }

    [TestMethod]
    public async Task A_base_that_is_no_image()
    {
        using var app = await App.ConsoleAsync();
        var artifact = $"{TestEnvironment.Registry}/e2e/artifact-{Guid.NewGuid():n}:1";
        await File.WriteAllTextAsync(app.Outside("chart.tgz"), "not a file system", Token);
        await Shell.RunLineAsync(
            $"cd '{app.Outside("")}' && oras push --artifact-type application/vnd.example.chart {artifact} chart.tgz",
            Token
        );

        await app.FailAsync(["CTZ2004"], [ToRegistry, $"-p:ContainerBaseImage={artifact}"], Token);
    }

    [TestMethod]
    public async Task A_registry_that_cannot_be_reached()
    {
        using var app = await App.ConsoleAsync();
        var registry = $"localhost:{LoopbackServer.FreePort()}";

        var output = await app.FailAsync(["CTZ3006"], [$"-p:ContainerRegistry={registry}", App.OnEmptyBase], Token);

        Assert.Contains($"'{registry}' cannot be reached", output);
    }

    [TestMethod]
    public async Task A_base_s_registry_that_cannot_be_reached()
    {
        using var app = await App.ConsoleAsync();

        await app.FailAsync(
            ["CTZ3006"],
            [ToRegistry, $"-p:ContainerBaseImage=localhost:{LoopbackServer.FreePort()}/dotnet/runtime:10.0"],
            Token
        );
    }

    [TestMethod]
    public async Task A_server_that_is_no_registry()
    {
        using var app = await App.ConsoleAsync();
        await using var site = LoopbackServer.WebSite();

        var output = await app.FailAsync(["CTZ3005"], [$"-p:ContainerRegistry={site.Name}", App.OnEmptyBase], Token);

        Assert.Contains($"'{site.Name}' does not answer as a container registry", output);
    }

    [TestMethod]
    public async Task A_base_s_server_that_is_no_registry()
    {
        using var app = await App.ConsoleAsync();
        await using var site = LoopbackServer.WebSite();

        await app.FailAsync(["CTZ3005"], [ToRegistry, $"-p:ContainerBaseImage={site.Name}/dotnet/runtime:10.0"], Token);
    }

    [TestMethod]
    public async Task A_publish_folder_without_the_application()
    {
        using var app = await App.ConsoleAsync();
        app.Customize(
            """
            <Target Name="Spoil" AfterTargets="CopyFilesToPublishDirectory">
              <Delete Files="$(PublishDir)hello.dll" />
            </Target>
            """
        );

        var output = await app.FailAsync(["CTZ1013"], [ToRegistry], Token);

        Assert.Contains("'hello.dll'", output);
    }

    [TestMethod]
    public async Task Several_mistakes_are_reported_together()
    {
        using var app = await App.ConsoleAsync();
        app.Customize(
            """
            <ItemGroup>
              <ContainerPort Include="70000" />
              <ContainerLabel Include="a label" Value="x" />
              <ContainerEnvironmentVariable Include="My Key" Value="x" />
            </ItemGroup>
            """
        );

        var output = await app.FailAsync(
            ["CTZ1001", "CTZ1002", "CTZ1003", "CTZ1004", "CTZ1005", "CTZ1007"],
            [ToRegistry, "-p:ContainerRepository=My_App!", "-p:ContainerImageTags=ok -bad", "-p:ContainerImageFormat=zip"],
            Token
        );

        foreach (
            var told in new[]
            {
                "ContainerRepository 'My_App!'",
                "ContainerImageTags has '-bad'",
                "ContainerPort '70000'",
                "ContainerLabel 'a label'",
                "ContainerEnvironmentVariable 'My Key'",
                "ContainerImageFormat 'zip'",
            }
        )
        {
            Assert.Contains(told, output);
        }
    }
}
