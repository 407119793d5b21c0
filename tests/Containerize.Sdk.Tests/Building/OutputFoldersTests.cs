using Containerize.Sdk.Tests.Support;
using Containerize.Testing;

namespace Containerize.Sdk.Tests.Building;

/// <summary>The published files are found wherever the user sends them, and are not built again where they are there.</summary>
[TestClass]
internal sealed class OutputFoldersTests
{
    private static Workspace _workspace = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task BuildAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        var project = _workspace.WriteApplication("App");
        (await _workspace.RunAsync(context.CancellationToken, "build", project, "-c", "Release")).MustSucceed();
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public async Task Publishing_to_a_folder_of_ones_own_without_building()
    {
        // A source that does not compile shows that nothing is compiled.
        _workspace.Write("App/Program.cs", "This is no C#.");
        (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                "publish",
                "App",
                "--no-build",
                "-o",
                "elsewhere",
                "-p:ContainerPush=true"
            )
        ).MustSucceedWithoutWarnings();
        _workspace.Write("App/Program.cs", "System.Console.WriteLine(\"Hello\");");

        Assert.Contains("App.dll", _workspace.FilesBelow("elsewhere"));
        Assert.IsEmpty(_workspace.FilesBelow("App/bin/Release/net10.0/publish"));
        Assert.AreSequenceEqual(
            ["dotnet", "/app/App.dll"],
            new LayoutReader(_workspace.PathOf("App/bin/Release/net10.0/container")).List("Entrypoint")
        );
    }

    [TestMethod]
    public async Task An_optimised_build_works_in_a_folder_whose_name_means_something_to_compilers()
    {
        // In a repository of that name: outside of one, the .NET SDK maps no folder.
        const string Folder = "it's a,b=c";
        var repository = await TemporaryGitRepository.CreateAsync(TestContext.CancellationToken);
        using var workspace = Workspace.In(repository);
        await repository.GitAsync(["init", "--quiet", Folder], TestContext.CancellationToken);
        await repository.GitAsync(["-C", Folder, "commit", "--quiet", "--allow-empty", "--message=x"], TestContext.CancellationToken);
        foreach (var file in (string[])["App.csproj", "Program.cs"])
        {
            workspace.Write($"{Folder}/App/{file}", File.ReadAllText(_workspace.PathOf($"App/{file}")));
        }

        (await workspace.RunAsync(TestContext.CancellationToken, "build", $"{Folder}/App", "-c", "Release")).MustSucceedWithoutWarnings();
    }

    [TestMethod]
    public async Task The_artifacts_layout_keeps_image_and_report_with_the_other_outputs()
    {
        (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                "publish",
                "App",
                "-p:UseArtifactsOutput=true",
                $"-p:ArtifactsPath={_workspace.PathOf("artifacts")}",
                "-p:ContainerPush=true"
            )
        ).MustSucceedWithoutWarnings();

        Assert.Contains("App.dll", _workspace.FilesBelow("artifacts/publish/App/release"));
        Assert.AreSequenceEqual(["latest"], new LayoutReader(_workspace.PathOf("artifacts/bin/App/release/container")).Tags);
        Assert.IsTrue(File.Exists(_workspace.PathOf("artifacts/obj/App/release/container/report.json")));
    }

    [TestMethod]
    public async Task Layout_and_report_go_where_the_project_says()
    {
        (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                "publish",
                "App",
                "-c",
                "Debug",
                "-p:ContainerPush=true",
                "-p:ContainerLayoutPath=../image",
                "-p:ContainerReportPath=../reports/image.json"
            )
        ).MustSucceedWithoutWarnings();

        Assert.AreSequenceEqual(["latest"], new LayoutReader(_workspace.PathOf("image")).Tags);
        Assert.IsTrue(File.Exists(_workspace.PathOf("reports/image.json")));
        Assert.IsFalse(Directory.Exists(_workspace.PathOf("App/bin/Debug/net10.0/container")));
    }
}
