using System.Text;
using System.Text.Json;
using Containerize.Parity.Tests.Running;
using Containerize.Testing;

namespace Containerize.Parity.Tests;

/// <summary>
/// The command lines of tools that build images through the .NET SDK, as their sources have them, and what those tools
/// read of the answer.
/// </summary>
[TestClass]
internal sealed class ToolsTests
{
    private static readonly TemporaryDirectory Folder = new();
    private static InMemoryRegistry s_registry = null!;

    private static string Registry => s_registry.Name.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        s_registry = await InMemoryRegistry.StartAsync();
        await Bases.AddAsync(s_registry.Content, context.CancellationToken);
        Folder.Write(
            "nuget.config",
            $"""
            <configuration><packageSources><clear /><add key="feed" value="{TestEnvironment.Feed}" /></packageSources></configuration>
            """
        );
        Folder.Write("api/Program.cs", "System.Console.WriteLine(\"Hello\");");
        Folder.Write(
            "api/api.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ContainerBaseImage>{Registry}/{Bases.Repository}:dotnet</ContainerBaseImage>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Containerize.Sdk" Version="{TestEnvironment.Version}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        await s_registry.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>
    /// Azure Developer CLI, cli/azd/pkg/tools/dotnet: it decodes the first JSON value of the output, and takes its ports.
    /// </summary>
    [TestMethod]
    public async Task Azd_publishes_and_reads_the_port()
    {
        var published = await RunAsync(
            "publish",
            "api/api.csproj",
            "-r",
            "linux-x64",
            "-c",
            "Release",
            "/t:PublishContainer",
            "-p:ContainerRepository=azd/api",
            "-p:ContainerImageTag=azd-deploy-1",
            $"-p:ContainerRegistry={Registry}",
            "--getProperty:GeneratedContainerConfiguration"
        );
        Assert.AreEqual(
            "8080/tcp",
            string.Join(' ', Config(FirstValue(published.Output)).GetProperty("ExposedPorts").EnumerateObject().Select(port => port.Name))
        );
        Assert.AreSequenceEqual(["azd-deploy-1"], s_registry.Content.Tags("azd/api"));
    }

    /// <summary>Aspire, ResourceContainerImageBuilder: an archive of one platform.</summary>
    [TestMethod]
    public async Task Aspire_publishes_an_archive()
    {
        var output = Directory.CreateDirectory(Folder.PathOf("aspire")).FullName;
        await RunAsync(
            "publish",
            "api/api.csproj",
            "--configuration",
            "Release",
            "/t:PublishContainer",
            "/p:ContainerRepository=apiservice",
            "/p:ContainerImageTag=latest",
            "/p:RuntimeIdentifier=linux-x64",
            "/p:ContainerRuntimeIdentifier=linux-x64",
            $"/p:ContainerArchiveOutputPath={output}",
            "/p:ContainerImageFormat=Docker"
        );
        Assert.IsTrue(File.Exists(Path.Combine(output, "apiservice.tar.gz")));
    }

    /// <summary>Aspire's workflows: the publish profile, and a registry.</summary>
    [TestMethod]
    public async Task Aspire_publishes_by_the_profile()
    {
        await RunAsync(
            "publish",
            "api/api.csproj",
            "-c",
            "Release",
            "/p:PublishProfile=DefaultContainer",
            "/p:ContainerRuntimeIdentifier=linux-x64",
            $"/p:ContainerRegistry={Registry}"
        );
        Assert.AreSequenceEqual(["latest"], s_registry.Content.Tags("api"));
    }

    /// <summary>VS Code's container tools, netCoreUtils.ts: all the output is JSON, and these values are wanted.</summary>
    [TestMethod]
    public async Task Visual_Studio_Code_reads_what_the_image_will_be()
    {
        await RunAsync("restore", "api/api.csproj");
        var answered = await RunAsync(
            "build",
            "--no-restore",
            "-target:ComputeContainerConfig",
            "-getProperty:AssemblyName,TargetFramework,TargetFrameworks,OutputPath,EnableSdkContainerSupport,ContainerWorkingDirectory,ContainerRepository,ContainerImageName",
            "/p:ContainerRuntimeIdentifier=linux-x64",
            "api/api.csproj"
        );
        using var document = JsonDocument.Parse(answered.Output);
        var properties = document.RootElement.GetProperty("Properties");
        Assert.AreEqual("api", properties.GetProperty("AssemblyName").GetString());
        Assert.AreEqual("net10.0", properties.GetProperty("TargetFramework").GetString());
        Assert.AreEqual("true", properties.GetProperty("EnableSdkContainerSupport").GetString());
        Assert.AreEqual("/app", properties.GetProperty("ContainerWorkingDirectory").GetString());
        Assert.AreEqual("api", properties.GetProperty("ContainerRepository").GetString());
    }

    private static JsonElement FirstValue(string output)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(output));
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.Clone();
    }

    private static JsonElement Config(JsonElement configuration) => configuration.GetProperty("config");

    private async Task<DotnetResult> RunAsync(params string[] arguments)
    {
        var variables = new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = Folder.PathOf("packages"),
            ["ContainerCachePath"] = Folder.PathOf("cache"),
        };
        return (await Dotnet.RunAsync(Folder.FullName, arguments, variables, TestContext.CancellationToken)).MustSucceed();
    }
}
