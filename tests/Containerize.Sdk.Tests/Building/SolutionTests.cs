using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>ContainerPush is a global property, so it reaches every project of a solution; only the application acts on it.</summary>
[TestClass]
internal sealed class SolutionTests
{
    private static Workspace _workspace = null!;
    private static BuildResult _published = null!;

    [ClassInitialize]
    public static async Task PublishAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        _workspace.Write(
            "Library/Greeting.cs",
            "namespace Library; public static class Greeting { public const string Text = \"Hello\"; }"
        );
        var library = _workspace.Write(
            "Library/Library.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <PackageReference Include="Containerize.Sdk" Version="{TestPackage.Version}" />
              </ItemGroup>
            </Project>
            """
        );
        const string Reference = """<ItemGroup><ProjectReference Include="../Library/Library.csproj" /></ItemGroup>""";
        string[] projects =
        [
            library,
            _workspace.WriteApplication("App", Reference),
            _workspace.WriteApplication("App.Tests", Reference + "<PropertyGroup><IsTestProject>true</IsTestProject></PropertyGroup>"),
            _workspace.WriteApplication(
                "App.Checks",
                Reference + "<PropertyGroup><IsTestingPlatformApplication>true</IsTestingPlatformApplication></PropertyGroup>"
            ),
            _workspace.WriteApplication("Internal", "<PropertyGroup><IsPublishable>false</IsPublishable></PropertyGroup>"),
            _workspace.WriteApplication(
                "Disabled",
                "<PropertyGroup><EnableSdkContainerSupport>false</EnableSdkContainerSupport></PropertyGroup>"
            ),
            // The Web SDK sets EnableSdkContainerSupport by itself, which is no wish of the project's.
            _workspace.WriteApplication(
                "Web.Tests",
                "<PropertyGroup><IsTestProject>true</IsTestProject></PropertyGroup>",
                sdk: "Microsoft.NET.Sdk.Web"
            ),
            // A wish counts, for a test project as for an application.
            _workspace.WriteApplication(
                "Wanted",
                "<PropertyGroup><IsTestProject>true</IsTestProject><EnableSdkContainerSupport>true</EnableSdkContainerSupport></PropertyGroup>"
            ),
            // Without the package, and without becoming an image because a library it uses has it.
            _workspace.WriteApplication("Consumer", Reference, reference: ""),
        ];
        _workspace.WriteSolution(projects);
        _published = await _workspace.RunAsync(context.CancellationToken, "publish", "All.slnx", "-p:ContainerPush=true", "-v:minimal");
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public void The_application_alone_becomes_an_image_and_what_is_explicitly_one()
    {
        _published.MustSucceedWithoutWarnings();
        foreach (var project in (string[])["App", "Wanted"])
        {
            Assert.AreSequenceEqual(["latest"], new LayoutReader(_workspace.PathOf($"{project}/bin/Release/net10.0/container")).Tags);
        }

        Assert.HasCount(2, Directory.GetFiles(_workspace.FullName, "oci-layout", SearchOption.AllDirectories));
        Assert.HasCount(2, Directory.GetFiles(_workspace.FullName, "report.json", SearchOption.AllDirectories));
    }

    [TestMethod]
    [DataRow("Library", "it is a library")]
    [DataRow("App.Tests", "it is a test project")]
    [DataRow("App.Checks", "it is a test project")]
    [DataRow("Internal", "IsPublishable is false")]
    [DataRow("Disabled", "EnableSdkContainerSupport is false")]
    [DataRow("Web.Tests", "it is a test project")]
    public void What_is_passed_over_is_named_once(string project, string reason) =>
        Assert.AreEqual(2, _published.Output.Split($"{project} gives no container image: {reason}.").Length, _published.Output);

    [TestMethod]
    public void A_referenced_library_travels_with_the_application() =>
        Assert.Contains("Library.dll", _workspace.FilesBelow("App/bin/Release/net10.0/publish"));
}
