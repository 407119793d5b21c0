using Containerize.Sdk.Tests.Support;
using Containerize.Testing;

namespace Containerize.Sdk.Tests.Building;

/// <summary>
/// A package reference, also a global one, or an Sdk element, beside each of the .NET SDK's application SDKs; and every way to ask for an
/// image.
/// </summary>
[TestClass]
internal sealed class WaysOfUseTests
{
    private static readonly string[] Sdks = ["Microsoft.NET.Sdk", "Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk.Worker"];

    private static Workspace _workspace = null!;
    private static Dictionary<string, string> _projects = null!;
    private static BuildResult _pushed = null!;

    public TestContext TestContext { get; set; } = null!;

    private static IEnumerable<object[]> Projects =>
        [
            .. Sdks.Select(sdk => new object[] { $"Reference.{sdk}" }),
            .. Sdks.Select(sdk => new object[] { $"Element.{sdk}" }),
            ["Both"],
            ["Central"],
        ];

    [ClassInitialize]
    public static async Task PublishAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        _projects = new(StringComparer.Ordinal)
        {
            ["Both"] = _workspace.WriteApplication("Both", Workspace.SdkElement),
            ["Central"] = _workspace.WriteApplication("Central", reference: ""),
        };
        _workspace.Write(
            "Central/Directory.Packages.props",
            """
            <Project>
              <PropertyGroup>
                <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
              </PropertyGroup>
              <ItemGroup>
                <GlobalPackageReference Include="Containerize.Sdk" Version="$(TestPackageVersion)" />
              </ItemGroup>
            </Project>
            """
        );
        foreach (var sdk in Sdks)
        {
            _projects[$"Reference.{sdk}"] = _workspace.WriteApplication($"Reference.{sdk}", sdk: sdk);
            _projects[$"Element.{sdk}"] = _workspace.WriteApplication($"Element.{sdk}", Workspace.SdkElement, reference: "", sdk);
        }

        _workspace.WriteSolution(_projects.Values);
        _pushed = await _workspace.RunAsync(context.CancellationToken, "publish", "All.slnx", "-p:ContainerPush=true");
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public void Publishing_with_ContainerPush_succeeds_without_a_warning() => _pushed.MustSucceedWithoutWarnings();

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void Each_application_becomes_one_image(string project)
    {
        var layout = new LayoutReader(_workspace.PathOf($"{project}/bin/Release/net10.0/container"));
        Assert.AreSequenceEqual(["latest"], layout.Tags);
        Assert.AreSequenceEqual(["dotnet", $"/app/{project}.dll"], layout.List("Entrypoint"));
        Assert.ContainsSingle(line => line.Contains(layout.Digest, StringComparison.Ordinal), _pushed.Lines, _pushed.ToString());
    }

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void Nothing_of_the_package_gets_into_the_application(string project)
    {
        var files = _workspace.FilesBelow($"{project}/bin/Release/net10.0/publish");
        Assert.Contains($"{project}.dll", files);
        Assert.DoesNotContain(
            file => file.Contains("Containerize", StringComparison.Ordinal) || file.Contains("NuGet", StringComparison.Ordinal),
            files
        );
        Assert.DoesNotContain(
            "Containerize",
            File.ReadAllText(_workspace.PathOf($"{project}/bin/Release/net10.0/publish/{project}.deps.json"))
        );
    }

    [TestMethod]
    [DataRow("Reference.Microsoft.NET.Sdk.Web")]
    [DataRow("Element.Microsoft.NET.Sdk")]
    public async Task The_dotnet_SDKs_own_container_targets_stay_out(string project)
    {
        var targets = (await _workspace.RunAsync(TestContext.CancellationToken, "msbuild", _projects[project], "-targets", "-nologo"))
            .MustSucceed()
            .Lines;
        Assert.Contains("PublishContainer", targets);
        Assert.Contains("ResolveContainerMetadata", targets);
        Assert.DoesNotContain("_PublishMultiArchContainers", targets);
        Assert.DoesNotContain("_ContainerVerifySDKVersion", targets);
    }

    [TestMethod]
    [DataRow("-t:PublishContainer")]
    [DataRow("-p:PublishProfile=DefaultContainer")]
    [DataRow("-t:PublishContainer", "-p:PublishProfile=DefaultContainer", "-p:ContainerPush=true")]
    public async Task The_dotnet_SDKs_ways_to_ask_for_an_image_end_here_too(params string[] ways)
    {
        // An archive, since without a destination the image goes to whatever engine runs on this machine.
        using var archives = new TemporaryDirectory();
        var published = await _workspace.RunAsync(
            TestContext.CancellationToken,
            [
                "publish",
                "All.slnx",
                "--no-build",
                .. ways,
                $"-p:ContainerArchiveOutputPath={archives.FullName}{Path.DirectorySeparatorChar}",
            ]
        );

        published.MustSucceedWithoutWarnings();
        Assert.HasCount(_projects.Count, Directory.GetFiles(archives.FullName, "*.tar*"), published.ToString());
        foreach (var project in _projects.Keys)
        {
            var repository = project.ToLowerInvariant().Replace('.', '-');
            Assert.ContainsSingle(
                line => line.StartsWith($"{repository}:latest in {archives.FullName}", StringComparison.Ordinal),
                published.Lines,
                published.ToString()
            );
        }
    }

    [TestMethod]
    public async Task The_terminal_logger_shows_what_became_of_the_project()
    {
        var published = (
            await _workspace.RunAsync(TestContext.CancellationToken, "publish", "Both", "--no-build", "-tl:on", "-p:ContainerPush=true")
        ).MustSucceed();
        Assert.Contains("both:latest in ", published.Output);
    }

    [TestMethod]
    public async Task The_Web_SDKs_publish_protocol_builds_first_where_nothing_is_built()
    {
        const string Project = "Reference.Microsoft.NET.Sdk.Web";
        (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                "publish",
                Project,
                "--no-restore",
                "-c",
                "Fresh",
                "-p:PublishProfile=DefaultContainer",
                "-p:ContainerPush=true"
            )
        ).MustSucceedWithoutWarnings();
        Assert.AreSequenceEqual(
            ["dotnet", $"/app/{Project}.dll"],
            new LayoutReader(_workspace.PathOf($"{Project}/bin/Fresh/net10.0/container")).List("Entrypoint")
        );
    }
}
