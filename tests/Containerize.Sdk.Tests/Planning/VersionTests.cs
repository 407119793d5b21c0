using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Planning;

/// <summary>A version gives tags wherever somebody set it, and nothing is claimed where nobody did.</summary>
[TestClass]
internal sealed class VersionTests
{
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["Unset"] = "",
        ["Version"] = Property("Version", "1.2.3"),
        ["TheDefaultWritten"] = Property("Version", "1.0.0"),
        ["Prefix"] = Property("VersionPrefix", "2.1.0"),
        ["Suffix"] = Property("VersionSuffix", "rc.1"),
        ["PackageVersion"] = Property("PackageVersion", "3.4.5"),
        ["ContainerVersion"] = Property("Version", "1.2.3") + Property("ContainerVersion", "7.8.9"),
        ["Zero"] = Property("Version", "0.4.1"),
        ["Metadata"] = Property("Version", "1.2.3+build.7"),

        // As MinVer and Nerdbank.GitVersioning do.
        ["InTarget"] = """
            <Target Name="SetVersion" BeforeTargets="BeforeCompile;GetAssemblyVersion;CoreCompile">
              <PropertyGroup>
                <Version>5.6.7-alpha.0.8</Version>
                <PackageVersion>5.6.7-alpha.0.8</PackageVersion>
              </PropertyGroup>
            </Target>
            """,
        ["Semicolons"] = Property("ContainerImageTags", "a;b;c"),
        ["Commas"] = Property("ContainerImageTags", "a,b,c") + Property("Version", "1.2.3"),
        ["Blanks"] = Property("ContainerImageTags", "\n    a b\n    c,\n\t"),
        ["Flavor"] = Property("Version", "1.2.3") + Property("ContainerTagFlavor", "latest=false,suffix=-alpine"),
        ["Rules"] =
            Property("Version", "1.2.3")
            + Property("ContainerTagFlavor", "prefix=p")
            + """
                <ItemGroup>
                  <ContainerTagRule Include="semver" Pattern="v{{major}}" />
                  <ContainerTagRule Include="raw" Value="n{{date '[x]'}}" Prefix="" Enable="true" />
                </ItemGroup>
                """,
        ["Tag"] = Property("ContainerImageTag", "stable") + Property("Version", "1.2.3"),
    };

    private static Workspace _workspace = null!;
    private static BuildResult _probed = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task ProbeAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        _workspace.WriteSolution([
            .. Bodies.Select(body => _workspace.WriteApplication(body.Key, body.Value)),
            _workspace.WriteApplication("Element.Unset", Workspace.SdkElement, reference: ""),
            _workspace.WriteApplication("Element.Version", Workspace.SdkElement + Bodies["Version"], reference: ""),
            InFolder(),
        ]);
        _probed = await _workspace.ProbeAsync(context.CancellationToken);
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    [DataRow("Unset", "latest")]
    [DataRow("Version", "1.2.3 1.2 1 latest")]
    [DataRow("Folder/InFolder", "1.9.0 1.9 1 latest")]
    [DataRow("TheDefaultWritten", "1.0.0 1.0 1 latest")]
    [DataRow("Prefix", "2.1.0 2.1 2 latest")]
    [DataRow("Suffix", "1.0.0-rc.1")]
    [DataRow("PackageVersion", "3.4.5 3.4 3 latest")]
    [DataRow("ContainerVersion", "7.8.9 7.8 7 latest")]
    [DataRow("Zero", "0.4.1 0.4 latest")]
    [DataRow("Metadata", "1.2.3 1.2 1 latest")]
    [DataRow("InTarget", "5.6.7-alpha.0.8")]
    [DataRow("Semicolons", "a b c")]
    [DataRow("Commas", "a b c")]
    [DataRow("Blanks", "a b c")]
    [DataRow("Flavor", "1.2.3-alpine 1.2-alpine 1-alpine")]
    [DataRow("Rules", "pv1 nx latest")]
    [DataRow("Tag", "stable")]
    [DataRow("Element.Unset", "latest")]
    [DataRow("Element.Version", "1.2.3 1.2 1 latest")]
    public void The_tags_follow(string project, string tags)
    {
        _probed.MustSucceedWithoutWarnings();
        Assert.AreEqual(tags, _workspace.TagsOf(project));
    }

    [TestMethod]
    [DataRow("Unset", null)]
    [DataRow("Version", "1.2.3")]
    [DataRow("Metadata", "1.2.3+build.7")]
    [DataRow("InTarget", "5.6.7-alpha.0.8")]
    [DataRow("Commas", "1.2.3")]
    public void The_label_has_the_whole_version(string project, string? version)
    {
        var labels = _workspace.LabelsOf(project);
        Assert.AreEqual(version, labels.GetValueOrDefault("org.opencontainers.image.version"));
        Assert.AreEqual(version, labels.GetValueOrDefault("org.label-schema.version"));
    }

    [TestMethod]
    public async Task The_command_line_has_the_last_word()
    {
        using var workspace = Workspace.Create();
        workspace.WriteSolution(workspace.WriteApplication("Version", Bodies["Version"]), workspace.WriteApplication("Unset"));
        (await workspace.ProbeAsync(TestContext.CancellationToken, "-p:Version=1.0.0")).MustSucceedWithoutWarnings();
        Assert.AreEqual("1.0.0 1.0 1 latest", workspace.TagsOf("Version"));
        Assert.AreEqual("1.0.0 1.0 1 latest", workspace.TagsOf("Unset"));
    }

    private static string Property(string name, string value) => $"<PropertyGroup><{name}>{value}</{name}></PropertyGroup>";

    /// <summary>The version of a whole folder.</summary>
    private static string InFolder()
    {
        _workspace.Write(
            "Folder/Directory.Build.props",
            """
            <Project>
              <Import Project="../Directory.Build.props" />
              <PropertyGroup>
                <Version>1.9.0</Version>
              </PropertyGroup>
            </Project>
            """
        );
        _workspace.Write("Folder/InFolder/Program.cs", "");
        return _workspace.Write(
            "Folder/InFolder/InFolder.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
              </PropertyGroup>
              <ItemGroup>
                {Workspace.PackageReferenceItem}
              </ItemGroup>
            </Project>
            """
        );
    }
}
