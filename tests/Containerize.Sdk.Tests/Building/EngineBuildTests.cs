using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>What a build in containers is given of a repository, as MSBuild sees its projects; no engine is asked.</summary>
[TestClass]
internal sealed class EngineBuildTests
{
    private static readonly string[] InContainers =
    [
        "-p:ContainerBuilder=docker",
        "-p:ContainerBuildPattern=multi-stage",
        "-p:ContainerSdkImage=registry.example/dotnet/sdk:10.0",
        "-p:ContainerBaseImage=scratch",
    ];

    private static Workspace _workspace = null!;
    private static string _project = "";

    public TestContext TestContext { get; set; } = null!;

    /// <summary>An application, libraries in two languages that know nothing of this package, and what is not needed.</summary>
    [ClassInitialize]
    public static async Task WriteAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        _project = _workspace.PathOf("src/App/App.csproj");
        _workspace.Write("src/App/Program.cs", "System.Console.WriteLine();");
        _workspace.Write(
            "src/App/App.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
            <PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>
            <ItemGroup>{Workspace.PackageReferenceItem}</ItemGroup>
            <ItemGroup>
              <ProjectReference Include="../Middle/Middle.vbproj" />
              <Compile Include="../../shared/Shared.cs" Link="Shared.cs" />
              <ContainerTestProject Include="../../tests/Tests.csproj" Condition="'$(ContainerTestStage)' == 'true'" />
              <None Update="server.pfx" CopyToPublishDirectory="PreserveNewest" Condition="'$(WithCertificate)' == 'true'" />
              <Reference Include="Vendor" HintPath="../../vendor/bin/Vendor.dll" Condition="'$(WithAssembly)' == 'true'" />
              <ContainerAptPackage Include="libgdiplus" Condition="'$(WithPackage)' == 'true'" />
            </ItemGroup>
            </Project>
            """
        );
        _workspace.Write(
            "src/Middle/Middle.vbproj",
            """<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="../Lower/Lower.csproj" /></ItemGroup></Project>"""
        );
        _workspace.Write("src/Middle/Middle.vb", "Public Class Middle\nEnd Class");
        _workspace.Write(
            "src/Lower/Lower.csproj",
            """<Project Sdk="Microsoft.NET.Sdk"><Import Project="../../build/More.props" /></Project>"""
        );
        _workspace.Write("src/Lower/Lower.cs", "public class Lower;");
        _workspace.Write("build/More.props", "<Project />");
        _workspace.Write("build/Unused.props", "<Project />");
        _workspace.Write("shared/Shared.cs", "internal class Shared;");
        _workspace.Write("shared/Other.cs", "internal class Other;");
        _workspace.Write("vendor/bin/Vendor.dll", "an assembly");
        _workspace.Write("src/App/.env", "TOKEN=secret");
        _workspace.Write("src/App/server.pfx", "certificate");
        _workspace.Write(
            "tests/Tests.csproj",
            """<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><ProjectReference Include="../src/Lower/Lower.csproj" /></ItemGroup></Project>"""
        );
        _workspace.Write("tests/Tests.cs", "public class Tests;");
        _workspace.Write("src/Unrelated/Unrelated.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        _workspace.Write("global.json", "{}");
        (await _workspace.RunAsync(context.CancellationToken, "restore", _project)).MustSucceed();
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public async Task The_context_has_what_the_graph_of_projects_needs()
    {
        var result = (await ExplainAsync([.. InContainers, "-v:n"])).MustSucceed();

        // Directory.Build.props, nuget.config, global.json, build/More.props; shared/Shared.cs; three projects with a file each.
        Assert.Contains($"11 files of 3 projects below {_workspace.FullName}", result.Output);
        Assert.Contains("docker, multi-stage: restore -> build -> publish -> final", result.Output);
        Assert.Contains("registry.example/dotnet/sdk:10.0", result.Output);
        Assert.Contains(
            "'src/App/.env' does not enter the build's context: the exclusion '**/.env' excludes it. Name it in ContainerBuildInclude "
                + "to include it.",
            result.Output
        );
        Assert.IsEmpty(_workspace.FilesBelow("src/Lower/bin"), "Something was compiled.");
    }

    [TestMethod]
    public async Task A_builder_that_is_set_after_the_project_counts_as_one_of_the_command_line()
    {
        using var workspace = Workspace.Create();
        var project = workspace.WriteApplication("App");
        workspace.Write(
            "Directory.Build.targets",
            $"""
            <Project>
              <PropertyGroup>
                {string.Concat(
                InContainers.Select(argument => argument[3..].Split('=')).Select(pair => $"<{pair[0]}>{pair[1]}</{pair[0]}>")
            )}
              </PropertyGroup>
            </Project>
            """
        );
        (await workspace.RunAsync(TestContext.CancellationToken, "restore", project)).MustSucceed();

        // No engine answers: what is compiled until then is compiled here, where it is of no use.
        var result = await Dotnet.RunAsync(
            workspace.FullName,
            ["msbuild", project, "-t:PublishContainer"],
            new Dictionary<string, string?>
            {
                ["NUGET_PACKAGES"] = TestPackage.RestoredPackages,
                ["DOCKER_HOST"] = $"unix://{workspace.PathOf("none.sock")}",
            },
            TestContext.CancellationToken
        );

        Assert.AreNotEqual(0, result.ExitCode, result.ToString());
        Assert.StartsWith("CTZ4", result.Errors.Single().Code, result.ToString());
        Assert.IsEmpty(workspace.FilesBelow("App/bin"), "Something was compiled.");
    }

    [TestMethod]
    public async Task A_certificate_that_is_published_here_is_named()
    {
        var result = (await ExplainAsync([.. InContainers, "-p:WithCertificate=true"])).MustSucceed();

        Assert.Contains(
            "warning CTZ1270: The project publishes or compiles 'src/App/server.pfx', but the exclusion '**/*.pfx' excludes that",
            result.Output
        );
        Assert.DoesNotContain("CTZ1270", (await ExplainAsync(InContainers)).MustSucceed().Output);
    }

    [TestMethod]
    public async Task An_assembly_that_another_build_made_is_named()
    {
        var result = (await ExplainAsync([.. InContainers, "-p:WithAssembly=true"])).MustSucceed();

        Assert.Contains(
            "warning CTZ1270: The project publishes or compiles 'vendor/bin/Vendor.dll', but the exclusion '**/bin' excludes that",
            result.Output
        );
    }

    [TestMethod]
    public async Task Tests_come_along_where_they_run()
    {
        var result = (await ExplainAsync([.. InContainers, "-p:ContainerTestStage=true"])).MustSucceed();

        Assert.Contains($"13 files of 4 projects below {_workspace.FullName}", result.Output);
        Assert.Contains("restore -> build -> test -> publish -> final", result.Output);
    }

    [TestMethod]
    public async Task A_project_outside_of_a_set_context_is_an_error_that_names_both()
    {
        var result = await ExplainAsync([.. InContainers, "-p:ContainerBuildContext=.."]);

        result.MustFailWith(_project, "CTZ5010", "CTZ5010", "CTZ5010");
        Assert.Contains(
            error =>
                error.Text.Contains(_workspace.PathOf("shared/Shared.cs"), StringComparison.Ordinal)
                && error.Text.Contains($"'{_workspace.PathOf("src")}'", StringComparison.Ordinal),
            result.Errors
        );
    }

    [TestMethod]
    public async Task Locked_mode_wants_lock_files() =>
        (await ExplainAsync([.. InContainers, "-p:RestoreLockedMode=true"])).MustFailWith(_project, "CTZ5011", "CTZ5011", "CTZ5011");

    [TestMethod]
    public async Task What_needs_an_engine_is_one_error_without_one()
    {
        var result = await ExplainAsync(["-p:WithPackage=true", "-p:ContainerVariants=debug"]);

        result.MustFailWith(_project, "CTZ1091");
        Assert.Contains(
            error => error.Text.Contains("ContainerAptPackage 'libgdiplus'; ContainerVariants=debug", StringComparison.Ordinal),
            result.Errors
        );
    }

    [TestMethod]
    public async Task Mistakes_about_builders_are_reported_with_all_others() =>
        (await ExplainAsync(["-p:ContainerBuilder=kaniko", "-p:ContainerBuildPattern=other", "-p:ContainerUser=two words"])).MustFailWith(
            _project,
            "CTZ1015",
            "CTZ1090",
            "CTZ1092"
        );

    [TestMethod]
    public async Task The_host_pattern_has_no_Dockerfile_of_its_own() =>
        (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                "build",
                _project,
                "--no-restore",
                "-t:GenerateDockerfile",
                "-p:ContainerBuildPattern=host"
            )
        ).MustFailWith(_project, "CTZ1106");

    private Task<BuildResult> ExplainAsync(string[] arguments) =>
        _workspace.RunAsync(TestContext.CancellationToken, ["build", _project, "--no-restore", "-t:ExplainContainer", .. arguments]);
}
