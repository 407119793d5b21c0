using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Building;

/// <summary>C#, F# and Visual Basic, in a folder whose name has blanks and letters of several scripts.</summary>
[TestClass]
internal sealed class LanguagesTests
{
    private const string Folder = "Мои проекты – größer & 好";

    private static Workspace _workspace = null!;
    private static BuildResult _published = null!;

    [ClassInitialize]
    public static async Task PublishAsync(TestContext context)
    {
        _workspace = Workspace.Create(Folder);
        string Project(string file, string body) =>
            _workspace.Write(
                file,
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                  </PropertyGroup>
                  <ItemGroup>
                    {Workspace.PackageReferenceItem}
                  </ItemGroup>
                  {body}
                </Project>
                """
            );
        _workspace.Write("C Sharp/Program.cs", "System.Console.WriteLine(\"Hello\");");
        _workspace.Write("F Sharp/Program.fs", "printfn \"Hello\"");
        _workspace.Write(
            "Visual Basic/Program.vb",
            "Module Program\n  Sub Main()\n    System.Console.WriteLine(\"Hello\")\n  End Sub\nEnd Module"
        );
        _workspace.WriteSolution(
            Project(
                "C Sharp/C Sharp.csproj",
                "<PropertyGroup><AssemblyName>Ünïcode.Äpp</AssemblyName><ContainerRepository>csharp</ContainerRepository></PropertyGroup>"
            ),
            Project("F Sharp/F Sharp.fsproj", """<ItemGroup><Compile Include="Program.fs" /></ItemGroup>"""),
            Project("Visual Basic/Visual Basic.vbproj", "<PropertyGroup><AssemblyName>Custom.Name</AssemblyName></PropertyGroup>")
        );
        _published = await _workspace.RunAsync(context.CancellationToken, "publish", "All.slnx", "-p:ContainerPush=true");
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    public void All_of_them_publish_without_a_warning() => _published.MustSucceedWithoutWarnings();

    [TestMethod]
    [DataRow("C Sharp", "Ünïcode.Äpp", "csharp")]
    [DataRow("F Sharp", "F Sharp", "f-sharp")]
    [DataRow("Visual Basic", "Custom.Name", "custom-name")]
    public void The_image_starts_the_assembly_by_its_name(string project, string assembly, string repository)
    {
        var layout = new LayoutReader(_workspace.PathOf($"{project}/bin/Release/net10.0/container"));
        Assert.AreSequenceEqual(["dotnet", $"/app/{assembly}.dll"], layout.List("Entrypoint"));
        Assert.AreEqual(assembly, layout.Labels["org.opencontainers.image.title"]);
        Assert.ContainsSingle(
            line => line.StartsWith($"{repository}:latest in {_workspace.FullName}", StringComparison.Ordinal),
            _published.Lines,
            _published.ToString()
        );
    }
}
