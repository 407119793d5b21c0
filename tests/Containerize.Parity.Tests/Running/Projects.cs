using System.Globalization;
using System.Security;
using System.Text;
using Containerize.Parity.Tests.Facts;
using Containerize.Testing;

namespace Containerize.Parity.Tests.Running;

/// <summary>
/// The folder of a run: one project, twice. In <c>package/</c> it references the package, in <c>sdk/</c> it does not. What
/// a fact sets is in a file that the project imports, chosen by the property <c>Case</c>; the target <c>Record</c> writes
/// down what is there after the step.
/// </summary>
internal sealed class Projects
{
    public const string Sdk = "sdk";
    public const string Package = "package";

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <AssemblyName>app</AssemblyName>
          </PropertyGroup>
          <Import Project="cases/$(Case).props" Condition="'$(Case)' != ''" />
        </Project>
        """;

    private static readonly string[] RecordedProperties =
    [
        "ContainerBaseImage",
        "ContainerRegistry",
        "ContainerRepository",
        "ContainerRuntimeIdentifier",
        "ContainerWorkingDirectory",
        "ContainerUser",
        "ContainerBaseRegistry",
        "ContainerBaseName",
        "ContainerBaseTag",
        "ContainerBaseDigest",
        "EnableSdkContainerSupport",
        "GeneratedContainerManifest",
        "GeneratedContainerConfiguration",
        "GeneratedContainerDigest",
        "GeneratedContainerMediaType",
        "GeneratedArchiveOutputPath",
        "Seen",
    ];

    private static readonly string[] RecordedItems =
    [
        "ContainerImageTags",
        "ContainerLabel",
        "ContainerEnvironmentVariables",
        "ContainerAppCommand",
        "GeneratedContainer",
        "GeneratedContainerName",
        "ProjectCapability",
    ];

    private readonly TemporaryDirectory _folder;

    public Projects(TemporaryDirectory folder)
    {
        _folder = folder;
        folder.Write(
            "nuget.config",
            $"""
            <configuration><packageSources><clear /><add key="feed" value="{TestEnvironment.Feed}" /></packageSources></configuration>
            """
        );
        folder.Write("Directory.Build.targets", Recorder());
        folder.Write(
            "package/reference.targets",
            $"""
            <Project>
              <ItemGroup><PackageReference Include="Containerize.Sdk" Version="{TestEnvironment.Version}" PrivateAssets="all" /></ItemGroup>
            </Project>
            """
        );
        foreach (var publisher in (string[])[Sdk, Package])
        {
            folder.Write($"{publisher}/app.csproj", Project);
            folder.Write($"{publisher}/Program.cs", "System.Console.WriteLine(\"Hello\");");
            folder.Write($"{publisher}/appsettings.json", "{}");
        }
    }

    /// <summary>Writes what the runs set, and a project that runs them all, one after another, with one publisher.</summary>
    public void WriteDriver(string publisher, string registry, IReadOnlyList<(Step Step, string Set)> runs)
    {
        var items = new StringBuilder();
        foreach (var (index, (step, set)) in runs.Index())
        {
            var parts = set.Split(" | ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var name = Name(index);
            _folder.Write(
                $"{publisher}/cases/{name}.props",
                Case(name, publisher, registry, step, parts.Where(part => !part.StartsWith("-p:", StringComparison.Ordinal)))
            );
            var global = string.Concat(
                parts.Where(part => part.StartsWith("-p:", StringComparison.Ordinal)).Select(part => $"{part[3..]};")
            );
            items.AppendLine(
                CultureInfo.InvariantCulture,
                $"""
                    <Run Include="{publisher}/app.csproj" Targets="{Targets(
                    step
                )};Record" AdditionalProperties="Case={name};{SecurityElement.Escape(global)}{(
                    step == Step.Image ? "NoBuild=true;_IsPublishing=true" : ""
                )}" />
                """
            );
        }

        _folder.Write(
            $"driver-{publisher}.proj",
            $"""
            <Project>
              <ItemGroup>
            {items}  </ItemGroup>
              <Target Name="Run">
                <MSBuild Projects="@(Run)" Targets="%(Run.Targets)" Properties="Configuration=Release" ContinueOnError="true" />
              </Target>
            </Project>
            """
        );
    }

    public static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"case-{index}");

    public string FolderOf(string publisher) => _folder.PathOf(publisher);

    private static string Targets(Step step) =>
        step switch
        {
            Step.BaseImage => "ComputeContainerBaseImage",
            Step.Configuration => "ComputeContainerConfig",
            _ => "PublishContainer",
        };

    private string Case(string name, string publisher, string registry, Step step, IEnumerable<string> parts)
    {
        var body = new StringBuilder();
        if (step == Step.Image)
        {
            AppendProperty("ContainerRegistry={registry}");
            AppendProperty($"ContainerRepository={name}");
            AppendProperty("ContainerBaseImage={bases}:dotnet");
            AppendProperty("ContainerImageTag=tag");
        }

        foreach (var part in parts)
        {
            if (!part.StartsWith('<'))
            {
                AppendProperty(part);
            }
            else if (part.StartsWith("<Target", StringComparison.Ordinal) || part.StartsWith("<PropertyGroup", StringComparison.Ordinal))
            {
                body.AppendLine(part);
            }
            else
            {
                body.AppendLine(CultureInfo.InvariantCulture, $"<ItemGroup>{part}</ItemGroup>");
            }
        }

        return $"<Project>\n{body.Replace("{registry}", registry).Replace("{bases}", $"{registry}/{Bases.Repository}").Replace("{folder}", FolderOf(publisher))}</Project>\n";

        void AppendProperty(string part)
        {
            var pair = part.Split('=', 2);
            body.AppendLine(
                CultureInfo.InvariantCulture,
                $"<PropertyGroup><{pair[0]}>{SecurityElement.Escape(pair[1])}</{pair[0]}></PropertyGroup>"
            );
        }
    }

    private static string Recorder()
    {
        var lines = RecordedProperties
            .Select(name => $"{name}=$([MSBuild]::ConvertToBase64('$({name})'))")
            .Concat(RecordedItems.Select(name => $"@({name}->'@{name}\t%(Identity)\t%(Value)')"));
        return $"""
            <Project>
              <Import Project="$(MSBuildProjectDirectory)/reference.targets" Condition="Exists('$(MSBuildProjectDirectory)/reference.targets')" />
              <Target Name="Record">
                <WriteLinesToFile File="results/$(Case).txt" Overwrite="true" Lines="{string.Join(';', lines)}" />
              </Target>
            </Project>
            """;
    }
}
