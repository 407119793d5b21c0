using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Planning;

/// <summary>Whatever a user gets wrong is one coded error at the project, all of it together, and leaves nothing behind.</summary>
[TestClass]
internal sealed class MistakesTests
{
    private static Workspace _workspace = null!;
    private static string _project = "";

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task BuildAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        _project = _workspace.WriteApplication(
            "App",
            """
            <ItemGroup Condition="'$(Wrong)' != ''">
              <ContainerPort Include="70000" />
              <ContainerPort Include="80;81" Type="sctp" />
              <ContainerLabel Include="no label" Value="x" />
              <ContainerEnvironmentVariable Include="Logging Level" Value="x" />
              <ContainerRegistryOption Include="registry.example/team" />
              <ContainerRegistryMirror Include="mcr.microsoft.com" Mirror="Not/Lower" />
              <ContainerHealthcheck Include="/app/check;--quiet" Interval="30s" />
              <ContainerHealthcheck Include="--all" Interval="1m" />
            </ItemGroup>
            <Target Name="AddTag" AfterTargets="ResolveContainerMetadata" Condition="'$(AddedTag)' != ''">
              <ItemGroup>
                <ContainerTag Include="$(AddedTag)" Movement="$(AddedMovement)" />
              </ItemGroup>
            </Target>
            <Target Name="RemoveTags" AfterTargets="ResolveContainerMetadata" Condition="'$(RemoveTags)' == 'true'">
              <ItemGroup>
                <ContainerTag Remove="@(ContainerTag)" />
              </ItemGroup>
            </Target>
            """
        );
        (await _workspace.RunAsync(context.CancellationToken, "build", _project, "-c", "Release")).MustSucceed();
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public async Task Mistakes_in_properties_items_and_metadata_are_reported_together()
    {
        var result = await PublishAsync(
            "-p:Wrong=true",
            "-p:ContainerImageTags=fine not/fine -wrong",
            "-p:ContainerRegistry=host/path",
            "-p:ContainerRepository=Ünï::code",
            "-p:ContainerImageFormat=zip",
            "-p:ContainerWorkingDirectory=app",
            "-p:ContainerUser=two words",
            "-p:ContainerKnownLayersFrom=main Not/Lower",
            "-p:ContainerKnownLayers=maybe",
            "-p:ContainerInsecureRegistries=registry.example/team",
            "-p:ContainerUploadConcurrency=0",
            "-p:ContainerRetryLimit=-1",
            "-p:ContainerTimeout=100s",
            "-p:LocalRegistry=containerd",
            "-p:ContainerBaseImage=not an image",
            "-p:ContainerCacheLimit=much",
            "-p:ContainerOffline=maybe",
            "-p:ContainerLabelSets=oci unknown",
            "-p:ContainerCreated=yesterday",
            "-p:ContainerVersion=1.2.x"
        );
        result.MustFailWith(
            _project,
            "CTZ1002",
            "CTZ1002",
            "CTZ6001",
            "CTZ6004",
            "CTZ6005",
            "CTZ1001",
            "CTZ1003",
            "CTZ1003",
            "CTZ1003",
            "CTZ1004",
            "CTZ1005",
            "CTZ1006",
            "CTZ1007",
            "CTZ1012",
            "CTZ1014",
            "CTZ1015",
            "CTZ1023",
            "CTZ1024",
            "CTZ1025",
            "CTZ1031",
            "CTZ1032",
            "CTZ1040",
            "CTZ1041",
            "CTZ1043",
            "CTZ1113",
            "CTZ1210",
            "CTZ1230",
            "CTZ2001"
        );
        Assert.Contains(error => error.Text.Contains("not/fine", StringComparison.Ordinal), result.Errors);
        Assert.Contains(error => error.Text.Contains("70000", StringComparison.Ordinal), result.Errors);
        Assert.Contains(error => error.Text.Contains("Interval is '30s' and '1m'", StringComparison.Ordinal), result.Errors);
        NothingIsLeft();
    }

    [TestMethod]
    public async Task A_publish_that_fails_leaves_no_report_of_an_earlier_one()
    {
        var report = _workspace.PathOf("former.json");
        await File.WriteAllTextAsync(report, "{}", TestContext.CancellationToken);

        (await PublishAsync($"-p:ContainerReportPath={report}", "-p:ContainerUser=no one")).MustFailWith(_project, "CTZ1015");

        Assert.IsFalse(File.Exists(report));
    }

    [TestMethod]
    public async Task Two_ways_to_name_tags_are_one_too_many()
    {
        (await PublishAsync("-p:ContainerImageTag=a", "-p:ContainerImageTags=b c")).MustFailWith(_project, "CTZ6003");
        NothingIsLeft();
    }

    [TestMethod]
    public async Task A_tag_that_a_target_adds_is_checked_too()
    {
        (await PublishAsync("-p:AddedTag=not/legal")).MustFailWith(_project, "CTZ1002");
        (await PublishAsync("-p:AddedTag=stable", "-p:AddedMovement=backward")).MustFailWith(_project, "CTZ6061");
        NothingIsLeft();
    }

    [TestMethod]
    public async Task A_tag_that_a_variant_makes_too_long_is_an_error_before_anything_is_built()
    {
        // Engines build on images of registries; a wrong base would be told beside the tag.
        string[] build = ["-p:ContainerBuilder=docker", "-p:ContainerBaseImage=scratch", "-p:ContainerVariants=debug"];
        (await PublishAsync([$"-p:ContainerImageTag={new string('x', 123)}", .. build])).MustFailWith(_project, "CTZ6060");
        NothingIsLeft();
    }

    [TestMethod]
    public async Task An_image_whose_tags_a_target_removes_cannot_be_named()
    {
        (await PublishAsync("-p:RemoveTags=true")).MustFailWith(_project, "CTZ1019");
        NothingIsLeft();
    }

    [TestMethod]
    public async Task A_base_that_is_not_there_is_an_error()
    {
        (await PublishAsync("-p:ContainerBaseImage=oci-layout:no/such/folder")).MustFailWith(_project, "CTZ2002");
        NothingIsLeft();
    }

    [TestMethod]
    public async Task Pushing_needs_a_destination_and_an_image()
    {
        (await RunAsync("build", "-t:PushContainer", "-p:ContainerPush=true")).MustFailWith(_project, "CTZ1018");
        (await RunAsync("build", "-t:PushContainer", "-p:ContainerArchiveOutputPath=image.tar")).MustFailWith(_project, "CTZ1017");
        NothingIsLeft();
    }

    private Task<BuildResult> PublishAsync(params string[] arguments) => RunAsync("publish", ["-p:ContainerPush=true", .. arguments]);

    private Task<BuildResult> RunAsync(string command, params string[] arguments) =>
        _workspace.RunAsync(
            TestContext.CancellationToken,
            [command, _project, "-c", "Release", "--no-restore", "-p:NoBuild=true", .. arguments]
        );

    private static void NothingIsLeft()
    {
        Assert.IsEmpty(_workspace.FilesBelow("App/bin/Release/net10.0/container"));
        Assert.IsEmpty(
            _workspace.FilesBelow("App/obj/Release/net10.0/container").Where(file => !file.StartsWith("layers/", StringComparison.Ordinal))
        );
        Assert.IsEmpty(Directory.GetFiles(_workspace.PathOf("App"), "*.tar*"));
    }
}
