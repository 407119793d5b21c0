using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;
using YamlDotNet.RepresentationModel;

namespace Containerize.EndToEnd.Tests;

/// <summary>The images of a solution in one Compose file.</summary>
[TestClass]
internal sealed class ComposeTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Applications_of_a_solution_that_publish_at_once_share_a_file_and_leave_the_rest_alone()
    {
        using var directory = new TemporaryDirectory();
        Dotnet.AddFeed(directory.FullName);
        string[] names = ["Web", "Worker", "Gateway", "Report"];
        foreach (var name in names)
        {
            directory.Write(
                $"src/{name}/{name}.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><UseAppHost>false</UseAppHost></PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="Containerize.Sdk" Version="{TestEnvironment.Version}" PrivateAssets="all" />
                    <ProjectReference Include="../Library/Library.csproj" />
                    <ContainerPort Include="8080" />
                    <ContainerVolume Include="/data" Condition="'$(MSBuildProjectName)' == 'Worker'" />
                  </ItemGroup>
                </Project>
                """
            );
            directory.Write($"src/{name}/Program.cs", $"""System.Console.WriteLine("Hello {name}");""");
        }

        // Without the package, and so without its targets.
        directory.Write(
            "src/Library/Library.csproj",
            """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"""
        );
        directory.Write(
            "all.slnx",
            $"<Solution>{string.Concat(names.Append("Library").Select(name => $"""<Project Path="src/{name}/{name}.csproj" />"""))}</Solution>"
        );
        directory.Write("compose.yaml", "# by hand\nservices:\n  queue: # for all\n    image: queue:1\n    ports: [\"8080:80\"]\n");

        await PublishAsync(directory, "1");

        var text = await File.ReadAllTextAsync(directory.PathOf("compose.yaml"), Token);
        Assert.StartsWith("# by hand\nservices:\n  queue: # for all\n    image: queue:1\n    ports: [\"8080:80\"]\n", text);
        var services = Section(text, "services");
        CollectionAssert.AreEquivalent(
            new[] { "queue", "web", "worker", "gateway", "report" },
            services.Children.Keys.Select(key => ((YamlScalarNode)key).Value).ToArray()
        );
        CollectionAssert.AreEquivalent(
            new[] { "8081:8080", "8082:8080", "8083:8080", "8084:8080" },
            names.Select(name => ((YamlScalarNode)services[name.ToLowerInvariant()]["ports"][0]).Value).ToArray()
        );
        Assert.AreEqual("worker-data:/data", ((YamlScalarNode)services["worker"]["volumes"][0]).Value);
        Assert.AreEqual("src/Web/Web.csproj", ((YamlScalarNode)services["web"]["x-generated-from"]).Value);
        var digest = await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync("web", "1", Token);
        Assert.AreEqual($"{TestEnvironment.Registry}/web@{digest}", ((YamlScalarNode)services["web"]["image"]).Value);
        await using var image = await (await EngineCli.Default).PullAsync(((YamlScalarNode)services["gateway"]["image"]).Value!, Token);
        Assert.AreEqual("Hello Gateway", await image.RunAsync([], Token));

        // Another configuration gives another digest, on the same line.
        await PublishAsync(directory, "2", "-p:ContainerStopSignal=SIGINT");
        var again = await File.ReadAllTextAsync(directory.PathOf("compose.yaml"), Token);
        Assert.AreNotEqual(text, again);
        Assert.AreSequenceEqual(
            text.Split('\n').Where(line => !line.Contains("@sha256:", StringComparison.Ordinal)),
            again.Split('\n').Where(line => !line.Contains("@sha256:", StringComparison.Ordinal))
        );
    }

    private async Task PublishAsync(TemporaryDirectory directory, string tag, params string[] options) =>
        (
            await Dotnet.RunAsync(
                directory.FullName,
                [
                    "publish",
                    "all.slnx",
                    "-m:4",
                    "--nologo",
                    "-p:ContainerPush=true",
                    "-p:ContainerGenerateComposeFile=true",
                    $"-p:ContainerImageTag={tag}",
                    $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime:10.0",
                    .. options,
                ],
                Token
            )
        ).Succeeded();

    private static YamlMappingNode Section(string text, string name)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)stream.Documents.Single().RootNode[name];
    }
}
