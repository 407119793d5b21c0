using System.Text.Json.Nodes;
using Containerize.Sdk.Tests.Support;
using Containerize.Testing;

namespace Containerize.Sdk.Tests.Building;

/// <summary>
/// The package takes the place of the .NET SDK's container targets whatever they hold: here those of a later SDK, whose
/// tasks have parameters that this one's lack. Each target of that name fails where it runs.
/// </summary>
[TestClass]
internal sealed class NextSdkTests
{
    private static readonly string[] Projects = ["Console", "Web", "Worker"];

    private static readonly string[] TheirTargets =
    [
        "ComputeContainerBaseImage",
        "ComputeContainerConfig",
        "_ComputeContainerExecutionArgs",
        "_ContainerVerifySDKVersion",
        "_ContainerEstablishRIDNess",
        "_PublishSingleContainer",
        "_PublishMultiArchContainers",
        "_ParseItemsForPublishingSingleContainer",
        "PublishContainer",
    ];

    private static Workspace _workspace = null!;
    private static string _sdks = "";

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task BuildAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        _workspace.WriteApplication("Without", reference: "");
        _workspace.WriteSolution(
            Projects.Select(name =>
                _workspace.WriteApplication(name, sdk: name == "Console" ? "Microsoft.NET.Sdk" : $"Microsoft.NET.Sdk.{name}")
            )
        );
        var tools = (
            await _workspace.RunAsync(context.CancellationToken, "msbuild", "Without", "-getProperty:MSBuildToolsPath")
        ).MustSucceed();
        _sdks = WriteSdk(new(Path.TrimEndingDirectorySeparator(tools.Output.Trim())));
        (await RunAsync(context.CancellationToken, "build", "All.slnx", "-c", "Release")).MustSucceedWithoutWarnings();
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public async Task Without_the_package_their_targets_run()
    {
        var result = await RunAsync(TestContext.CancellationToken, "msbuild", "Without", "-t:PublishContainer");
        Assert.AreSequenceEqual(["NEXT1"], result.Errors.Select(error => error.Code), result.ToString());
    }

    [TestMethod]
    [DataRow("-p:ContainerPush=true")]
    [DataRow("-t:PublishContainer", "-p:ContainerDestinations=layout")]
    [DataRow("-p:PublishProfile=DefaultContainer", "-p:ContainerDestinations=layout")]
    public async Task Each_way_to_an_image_ends_here(params string[] ways)
    {
        (await RunAsync(TestContext.CancellationToken, ["publish", "All.slnx", "--no-build", .. ways])).MustSucceedWithoutWarnings();
        foreach (var name in Projects)
        {
            var layout = _workspace.PathOf($"{name}/bin/Release/net10.0/container");
            Assert.AreSequenceEqual(["dotnet", $"/app/{name}.dll"], new LayoutReader(layout).List("Entrypoint"));
            Directory.Delete(layout, recursive: true);
        }
    }

    [TestMethod]
    public async Task Tools_get_the_facts_under_its_names()
    {
        string[] ask =
        [
            "msbuild",
            "Web",
            "-t:ComputeContainerConfig",
            "-getProperty:ContainerRepository,ContainerPushNoCache",
            "-p:ContainerImageTag=a",
        ];
        var result = (await RunAsync(TestContext.CancellationToken, ask)).MustSucceed();
        Assert.Contains("\"ContainerRepository\": \"web\"", result.Output);
        Assert.Contains("\"ContainerPushNoCache\": \"false\"", result.Output);
    }

    [TestMethod]
    public async Task SOURCE_DATE_EPOCH_and_the_scope_of_an_annotation_mean_what_they_mean_there()
    {
        _workspace.Write(
            "Console/Directory.Build.targets",
            """
            <Project>
              <PropertyGroup><PublishContainerDependsOn>Mine;$(PublishContainerDependsOn)</PublishContainerDependsOn></PropertyGroup>
              <Target Name="Mine"><PropertyGroup><ContainerUser>77</ContainerUser></PropertyGroup></Target>
              <ItemGroup>
                <ContainerAnnotation Include="com.example.manifest" Value="a" Scope="Manifest" />
                <ContainerAnnotation Include="com.example.index" Value="b" Scope="Index" />
              </ItemGroup>
            </Project>
            """
        );
        string[] publish =
        [
            "publish",
            "Console",
            "--no-build",
            "-t:PublishContainer",
            "-p:ContainerDestinations=layout",
            "-p:ContainerImageFormat=OCI",
        ];
        var result = (await RunAsync(TestContext.CancellationToken, [.. publish, "-p:SOURCE_DATE_EPOCH=1767225600"])).MustSucceed();
        var image = new LayoutReader(_workspace.PathOf("Console/bin/Release/net10.0/container"));
        Assert.AreEqual("2026-01-01T00:00:00Z", (string?)image.Config["created"]);
        Assert.AreEqual("77", (string?)image.Config["config"]!["User"]);
        Assert.AreEqual("a", (string?)image.Manifest["annotations"]!["com.example.manifest"]);
        Assert.IsNull(image.Manifest["annotations"]!["com.example.index"]);
        Assert.AreSequenceEqual(["CTZ1163"], result.Warnings.Select(warning => warning.Code), result.ToString());
    }

    [TestMethod]
    public async Task ContainerPushNoCache_brings_back_what_a_registry_has_lost()
    {
        await using var registry = await InMemoryRegistry.StartAsync();
        string[] publish =
        [
            "publish",
            "Worker",
            "--no-build",
            "-p:ContainerPush=true",
            $"-p:ContainerRegistry={registry.Name}",
            "-p:ContainerImageTag=a",
        ];
        (await RunAsync(TestContext.CancellationToken, publish)).MustSucceed();
        var layer = (string)JsonNode.Parse(registry.Content.GetManifest("worker", "a")!.Bytes.AsSpan())!["layers"]![0]!["digest"]!;
        registry.Content.RemoveBlob("worker", layer);

        (await RunAsync(TestContext.CancellationToken, publish)).MustSucceed();
        Assert.IsNull(registry.Content.GetBlob("worker", layer), "The manifest is there, so its layers count as there.");

        (await RunAsync(TestContext.CancellationToken, [.. publish, "-p:ContainerPushNoCache=true"])).MustSucceed();
        Assert.IsNotNull(registry.Content.GetBlob("worker", layer));
    }

    /// <summary>The .NET SDK that runs the tests, with other container targets: everything else is a link to it.</summary>
    private static string WriteSdk(DirectoryInfo sdk)
    {
        Link("next", sdk.Parent!.Parent!, except: "sdk");
        Link($"next/sdk/{sdk.Name}", sdk, except: "Containers");
        var targets = $"next/sdk/{sdk.Name}/Containers/build/Microsoft.NET.Build.Containers";
        _workspace.Write(
            $"{targets}.props",
            """
            <Project>
              <UsingTask TaskName="Next.CreateNewImage" AssemblyFile="$(MSBuildThisFileDirectory)none.dll" Runtime="NET" />
            </Project>
            """
        );
        _workspace.Write(
            $"{targets}.targets",
            $"""
            <Project>
              {string.Concat(
                TheirTargets.Select(name => $"""<Target Name="{name}"><Error Code="NEXT1" Text="{name} of the .NET SDK ran." /></Target>""")
            )}
            </Project>
            """
        );
        return _workspace.PathOf($"next/sdk/{sdk.Name}/Sdks");
    }

    private static void Link(string folder, DirectoryInfo to, string except)
    {
        Directory.CreateDirectory(_workspace.PathOf(folder));
        foreach (var entry in to.EnumerateFileSystemInfos().Where(entry => entry.Name != except))
        {
            File.CreateSymbolicLink(_workspace.PathOf($"{folder}/{entry.Name}"), entry.FullName);
        }
    }

    private static Task<BuildResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Dotnet.RunAsync(
            _workspace.FullName,
            arguments,
            new Dictionary<string, string?> { ["NUGET_PACKAGES"] = TestPackage.RestoredPackages, ["MSBuildSDKsPath"] = _sdks },
            cancellationToken
        );
}
