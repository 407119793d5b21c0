using System.Xml.Linq;
using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>All that a project says reaches the tasks as one item of properties and one list of items.</summary>
[TestClass]
internal sealed class ImageTaskTests
{
    private static readonly string[] Tasks =
    [
        "ExplainContainerImage",
        "GenerateContainerDockerfile",
        "PromoteContainerImage",
        "PublishContainerImage",
        "PushContainerImage",
    ];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Every_image_task_takes_the_plan_and_the_list_and_nothing_else()
    {
        var calls = Directory
            .EnumerateFiles(Path.Combine(TestPackage.RepositoryRoot, "src/Containerize.Sdk/build"), "*.targets")
            .SelectMany(file => XDocument.Load(file).Descendants())
            .Where(element => Tasks.Contains(element.Name.LocalName))
            .ToList();
        Assert.AreSequenceEqual(Tasks, calls.Select(call => call.Name.LocalName).Distinct().Order(StringComparer.Ordinal));
        foreach (var call in calls)
        {
            Assert.AreSequenceEqual(
                ["Condition", "Plan", "ListItems"],
                call.Attributes().Select(attribute => attribute.Name.LocalName),
                call.ToString()
            );
        }
    }

    [TestMethod]
    public async Task A_plan_that_was_asked_for_before_the_publish_takes_nothing_from_its_image()
    {
        using var workspace = Workspace.Create();
        workspace.WriteApplication(
            "App",
            """
            <ItemGroup>
              <ContainerAppCommand Include="/app/App" />
              <Content Include="text.txt" CopyToPublishDirectory="PreserveNewest" />
            </ItemGroup>
            """
        );
        workspace.Write("App/text.txt", "text");
        var result = await workspace.RunAsync(
            TestContext.CancellationToken,
            "build",
            "App",
            "-c",
            "Release",
            "-t:ExplainContainer;BuildContainer;PublishContainer",
            "-p:ContainerDestinations=oci-archive",
            "-p:ContainerOciArchivePath=../image.tar"
        );
        result.MustSucceedWithoutWarnings();
        Assert.Contains("app/text.txt", LayerFiles.Of(workspace.PathOf("App/bin/Release/net10.0/container")), result.ToString());
        Assert.IsTrue(File.Exists(workspace.PathOf("image.tar")), result.ToString());
    }
}
