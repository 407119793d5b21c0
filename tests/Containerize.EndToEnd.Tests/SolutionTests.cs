using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests;

/// <summary>One command for a whole solution: applications become images, everything else is passed over.</summary>
[TestClass]
internal sealed class SolutionTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Sixteen_applications_go_to_one_repository_and_one_layout_at_once()
    {
        const int Count = 16;
        using var directory = new TemporaryDirectory();
        Dotnet.AddFeed(directory.FullName);
        var repository = $"e2e/together-{Guid.NewGuid():n}";
        directory.Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><UseAppHost>false</UseAppHost><ContainerImageTag>$(MSBuildProjectName)</ContainerImageTag>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Containerize.Sdk" Version="{TestEnvironment.Version}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );
        string[] names = [.. Enumerable.Range(1, Count).Select(number => $"app{number}")];
        foreach (var name in names)
        {
            directory.Write($"{name}/{name}.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
            directory.Write($"{name}/Program.cs", $"""System.Console.WriteLine("Hello {name}");""");
        }

        directory.Write(
            "all.slnx",
            $"<Solution>{string.Concat(names.Select(name => $"""<Project Path="{name}/{name}.csproj" />"""))}</Solution>"
        );
        (await Dotnet.RunAsync(directory.FullName, ["build", "all.slnx", "-c", "Release", "-m:2", "--nologo"], Token)).Succeeded();

        (
            await Dotnet.RunAsync(
                directory.FullName,
                [
                    "publish",
                    "all.slnx",
                    "--no-build",
                    $"-m:{Count}",
                    "--nologo",
                    "-p:ContainerPush=true",
                    "-p:ContainerDestinations=registry layout",
                    $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    $"-p:ContainerRepository={repository}",
                    $"-p:ContainerLayoutPath={directory.PathOf("layout")}",
                    $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime:10.0",
                ],
                Token
            )
        ).Succeeded();

        var digests = new HashSet<string?>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            await Shell.RunAsync(
                "crane",
                ["validate", "--insecure", "--fast", "--remote", $"{TestEnvironment.Registry}/{repository}:{name}"],
                Token
            );
            digests.Add(await WholeImages.InRegistryAsync(TestEnvironment.Registry, repository, name, Token));
        }

        Assert.HasCount(Count, digests);

        // Each is in the layout under its tag, and pushed from there is what the publish pushed.
        CollectionAssert.AreEquivalent(names, WholeImages.AllInLayout(directory.PathOf("layout")).Select(image => image.Tag).ToArray());
        (
            await Dotnet.RunAsync(
                directory.FullName,
                [
                    "msbuild",
                    "app7/app7.csproj",
                    "-nologo",
                    "-t:PushContainer",
                    "-p:Configuration=Release",
                    $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    $"-p:ContainerLayoutPath={directory.PathOf("layout")}",
                    $"-p:ContainerRepository={repository}",
                ],
                Token
            )
        ).Succeeded();
        Assert.Contains(await WholeImages.InRegistryAsync(TestEnvironment.Registry, repository, "app7", Token), digests);
    }

    [TestMethod]
    public async Task Applications_become_images_and_libraries_and_tests_do_not()
    {
        using var directory = new TemporaryDirectory();
        Dotnet.AddFeed(directory.FullName);
        var id = Guid.NewGuid().ToString("n");
        var package =
            $"""<ItemGroup><PackageReference Include="Containerize.Sdk" Version="{TestEnvironment.Version}" PrivateAssets="all" /></ItemGroup>""";
        directory.Write(
            "Directory.Build.props",
            $"<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>{package}</Project>"
        );
        directory.Write(
            "library/library.csproj",
            $"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><AssemblyName>library-{id}</AssemblyName></PropertyGroup></Project>"""
        );
        directory.Write(
            "library/Words.cs",
            """public static class Words { public static string Hello(string name) => "Hello " + name; }"""
        );
        directory.Write(
            "tests/tests.csproj",
            $"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><AssemblyName>tests-{id}</AssemblyName></PropertyGroup><ItemGroup><PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.11.0" /></ItemGroup></Project>"""
        );
        foreach (var name in new[] { "first", "second" })
        {
            directory.Write(
                $"{name}/{name}.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><OutputType>Exe</OutputType><AssemblyName>{name}-{id}</AssemblyName></PropertyGroup>
                  <ItemGroup><ProjectReference Include="../library/library.csproj" /></ItemGroup>
                </Project>
                """
            );
            directory.Write($"{name}/Program.cs", $"""System.Console.WriteLine(Words.Hello("{name}"));""");
        }

        (await Dotnet.RunAsync(directory.FullName, ["new", "sln", "--name", "all", "--format", "sln"], Token)).Succeeded();
        (await Dotnet.RunAsync(directory.FullName, ["sln", "add", "first", "second", "library", "tests"], Token)).Succeeded();

        var output = (
            await Dotnet.RunAsync(
                directory.FullName,
                [
                    "publish",
                    "all.sln",
                    "-m:2",
                    "-v:n",
                    "--nologo",
                    "-p:ContainerPush=true",
                    $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime:10.0",
                ],
                Token
            )
        )
            .Succeeded()
            .Output;

        var registry = new RegistryQueries(TestEnvironment.Registry);
        foreach (var name in new[] { "first", "second" })
        {
            await using var image = await (await EngineCli.Default).PullAsync($"{TestEnvironment.Registry}/{name}-{id}:latest", Token);
            Assert.AreEqual($"Hello {name}", await image.RunAsync([], Token));
        }

        Assert.IsFalse(await registry.KnowsAsync($"library-{id}", Token), "The library became an image.");
        Assert.IsFalse(await registry.KnowsAsync($"tests-{id}", Token), "The tests became an image.");
        Assert.Contains("library gives no container image: it is a library.", output);
        Assert.Contains("tests gives no container image: it is a test project.", output);
    }
}
