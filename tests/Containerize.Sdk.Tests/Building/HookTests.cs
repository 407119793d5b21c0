using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>
/// What a project hooks to the .NET SDK's targets counts here too: files and items of any of them are in the image, and
/// a check before a target stops it.
/// </summary>
[TestClass]
internal sealed class HookTests
{
    /// <summary>Each hook copies a file that has its name, and adds a label and a variable.</summary>
    private static readonly string[] Hooks =
    [
        "AfterTargets.Publish",
        "BeforeTargets.ComputeContainerBaseImage",
        "AfterTargets.ComputeContainerBaseImage",
        "BeforeTargets.ComputeContainerConfig",
        "AfterTargets.ComputeContainerConfig",
        "AfterTargets._ComputeContainerExecutionArgs",
        "BeforeTargets.PublishContainer",
        "BeforeTargets._PublishSingleContainer",
    ];

    private static Workspace _workspace = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task BuildAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        string[] projects =
        [
            _workspace.WriteApplication("Console"),
            _workspace.WriteApplication("Web", sdk: "Microsoft.NET.Sdk.Web"),
            _workspace.WriteApplication("Element", Workspace.SdkElement, reference: ""),
        ];
        _workspace.WriteSolution(projects);
        _workspace.Write(
            "Directory.Build.targets",
            $"""
            <Project>
              {string.Concat(Hooks.Select(Hook))}
              <Target Name="TagByProperty" BeforeTargets="ComputeContainerConfig"><PropertyGroup><ContainerImageTags>early;second</ContainerImageTags></PropertyGroup></Target>
              <Target Name="TagByItem" AfterTargets="ComputeContainerConfig">
                <ItemGroup>
                  <ContainerImageTags Remove="second" />
                  <ContainerImageTags Include="item" />
                </ItemGroup>
              </Target>
              <Target Name="MoveBase" BeforeTargets="PublishContainer"><PropertyGroup><ContainerUser>1234</ContainerUser></PropertyGroup></Target>
              <Target Name="Gate" BeforeTargets="PublishContainer;BuildContainer;PushContainer" Condition="'$(Gate)' == 'closed'"><Error Code="GATE1" Text="closed" /></Target>
              <Target Name="Tell" AfterTargets="_PublishSingleContainer;PublishContainer">
                <Message Importance="high" Text="TOLD $(MSBuildProjectName) $(GeneratedContainerDigest) @(GeneratedContainer->Count()) @(ContainerImageTags) $(ContainerRepository) @(ContainerAppCommand)" />
              </Target>
            </Project>
            """
        );
        (await _workspace.RunAsync(context.CancellationToken, "build", "All.slnx", "-c", "Release")).MustSucceed();
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    [DataRow("-p:ContainerPush=true")]
    [DataRow("-t:PublishContainer", "-p:ContainerDestinations=layout")]
    [DataRow("-p:PublishProfile=DefaultContainer", "-p:ContainerDestinations=layout")]
    public async Task Files_and_items_of_every_hook_are_in_the_image(params string[] ways)
    {
        var result = (
            await _workspace.RunAsync(TestContext.CancellationToken, ["publish", "All.slnx", "--no-build", .. ways])
        ).MustSucceedWithoutWarnings();
        foreach (var project in (string[])["Console", "Web", "Element"])
        {
            var path = _workspace.PathOf($"{project}/bin/Release/net10.0/container");
            var (image, files) = (new LayoutReader(path), LayerFiles.Of(path));
            foreach (var hook in Hooks)
            {
                Assert.Contains($"app/{hook}.txt", files, $"{project}: {hook}");
                Assert.AreEqual("here", image.Labels.GetValueOrDefault($"com.example.{hook}"), $"{project}: {hook}");
                Assert.Contains($"{hook.Replace('.', '_')}=here", image.List("Env"), $"{project}: {hook}");
            }

            Assert.AreSequenceEqual(["early", "item"], image.Tags.Order(StringComparer.Ordinal), project);
            Assert.AreEqual("1234", (string?)image.Config["config"]!["User"]);
            var told = $"TOLD {project} {image.Digest} 1 early;item {project.ToLowerInvariant()} dotnet;/app/{project}.dll";
            Assert.AreEqual(1, result.Lines.Count(line => line == told), result.ToString());
            Directory.Delete(path, recursive: true);
        }
    }

    [TestMethod]
    [DataRow("publish", "-p:ContainerPush=true")]
    [DataRow("build", "-t:PublishContainer", "-p:ContainerDestinations=layout")]
    [DataRow("build", "-t:BuildContainer")]
    [DataRow("build", "-t:PushContainer", "-p:ContainerArchiveOutputPath=image.tar")]
    public async Task A_check_before_a_step_stops_it(string command, params string[] arguments)
    {
        var result = await _workspace.RunAsync(
            TestContext.CancellationToken,
            [command, "Console", "--no-restore", "-c", "Release", "-p:NoBuild=true", "-p:Gate=closed", .. arguments]
        );
        Assert.AreSequenceEqual(["GATE1"], result.Errors.Select(error => error.Code), result.ToString());
        Assert.IsEmpty(_workspace.FilesBelow("Console/bin/Release/net10.0/container"));
    }

    private static string Hook(string hook)
    {
        var (kind, target) = (hook.Split('.')[0], hook.Split('.')[1]);
        return $"""
            <Target Name="{kind}{target}" {kind}="{target}">
              <MakeDir Directories="$(PublishDir)" />
              <WriteLinesToFile File="$(PublishDir){hook}.txt" Lines="{hook}" Overwrite="true" />
              <ItemGroup>
                <ContainerLabel Include="com.example.{hook}" Value="here" />
                <ContainerEnvironmentVariable Include="{hook.Replace('.', '_')}" Value="here" />
              </ItemGroup>
            </Target>
            """;
    }
}
