using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>What is wrong with a build in containers is one coded error, told before anything is built.</summary>
[TestClass]
internal sealed class EngineBadInputTests
{
    private static readonly Lazy<Task<ShopSample>> Restored = new(RestoreAsync);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("CTZ5010", "Shop.Catalogue", "-p:ContainerBuildContext=.")]
    [DataRow("CTZ5011", "packages.lock.json", "-p:RestoreLockedMode=true")]
    [DataRow("CTZ1070", "HEALTHCHECK --start-interval", "-p:ContainerHealthcheckCommand=true", "-p:ContainerHealthcheckStartInterval=1s")]
    [DataRow("CTZ1090", "'dokcer'", "-p:ContainerBuilder=dokcer")]
    [DataRow("CTZ1092", "'multi'", "-p:ContainerBuildPattern=multi")]
    [DataRow("CTZ1093", "ContainerBuildCacheTo", "-p:ContainerBuildCacheTo=type=inline")]
    public async Task Properties(string code, string named, params string[] properties)
    {
        var output = await FailAsync("", code, properties);
        Assert.Contains(named, output);
    }

    [TestMethod]
    [DataRow("CTZ1071", "'bulid'", """<ContainerRun Include="true" Stage="bulid" />""")]
    [DataRow(
        "CTZ1072",
        "publish",
        """<ContainerDockerfileFragment Include="Shop/fragment" Stage="publish" />""",
        "COPY --from=final /app /copy"
    )]
    [DataRow("CTZ1073", "line 2", """<ContainerDockerfileFragment Include="Shop/fragment" />""", "# comment\nRUNN true")]
    [DataRow(
        "CTZ1070",
        "'buildx', 'podman' and 'buildah'",
        """<ContainerBuildSecret Include="token" Variable="PATH" /><ContainerRun Include="true" Secrets="token" />"""
    )]
    [DataRow("CTZ1095", "'libgdiplus -y'", """<ContainerAptPackage Include="libgdiplus -y" />""")]
    [DataRow("CTZ1094", "'curl'", """<ContainerAptPackage Include="curl" /><ContainerApkPackage Include="wget" />""")]
    public async Task Items(string code, string named, string items, string fragment = "")
    {
        var output = await FailAsync(items.Replace("Shop/fragment", "$(FragmentOfTest)", StringComparison.Ordinal), code, [], fragment);
        Assert.Contains(named.Trim('\''), output);
    }

    [TestMethod]
    public async Task Commands_without_an_engine_are_one_error_that_names_engines_and_items()
    {
        var output = await FailAsync(
            """<ContainerAptPackage Include="curl" /><ContainerRun Include="true" />""",
            "CTZ1091",
            ["-p:ContainerBuilder=native", "-p:ContainerBuildPattern="]
        );
        foreach (var named in new[] { "ContainerAptPackage 'curl'", "ContainerRun 'true'", "'docker', 'buildx', 'podman' or 'buildah'" })
        {
            Assert.Contains(named, output);
        }
    }

    [TestMethod]
    public async Task An_engine_that_is_not_there_is_one_error_with_how_to_start_it()
    {
        var output = await FailAsync("", "CTZ4042", [], "", ("DOCKER_HOST", "unix:///nowhere/docker.sock"));
        Assert.Contains("unix:///nowhere/docker.sock", output);
    }

    private async Task<string> FailAsync(
        string items,
        string code,
        string[] properties,
        string fragment = "",
        params (string Name, string? Value)[] variables
    )
    {
        var shop = await Restored.Value;
        var file = shop.PathOf($"{Guid.NewGuid():n}.targets");
        await File.WriteAllTextAsync(file, $"<Project><ItemGroup>{items}</ItemGroup></Project>", Token);
        await File.WriteAllTextAsync(file + ".fragment", fragment, Token);
        var output = (
            await shop.RunAsync(
                "docker",
                ["--no-restore", $"-p:CustomAfterMicrosoftCommonTargets={file}", $"-p:FragmentOfTest={file}.fragment", .. properties],
                Token,
                variables
            )
        ).FailedWith(code);
        Assert.DoesNotContain("[restore", output);
        Assert.DoesNotContain("   at Containerize", output);
        return output;
    }

    /// <summary>One copy for all: nothing is built in it.</summary>
    private static async Task<ShopSample> RestoreAsync()
    {
        var shop = new ShopSample();
        RunFolder.RemoveAtEnd(shop);
        (
            await Dotnet.RunAsync(
                shop.PathOf(""),
                ["restore", "Shop/Shop.Api", $"-p:ContainerizeSdkVersion={TestEnvironment.Version}"],
                CancellationToken.None
            )
        ).Succeeded();
        return shop;
    }
}
