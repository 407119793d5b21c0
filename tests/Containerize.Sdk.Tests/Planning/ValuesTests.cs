using System.Text.Json.Nodes;
using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Planning;

/// <summary>
/// Values reach the image as they were written, whatever MSBuild makes of their characters; a project changes what
/// was resolved; and what was built comes back as properties and items.
/// </summary>
[TestClass]
internal sealed class ValuesTests
{
    // ; separates items, % escapes, $(…) and @(…) are references, ' and " are quotes: to MSBuild, and to nobody else.
    private const string Text = "1;2 100% %41 'a' \"b\" $(HOME) @(Compile) *? {\"k\": [1]}\nsecond line größer 好 🐳";

    private static Workspace _workspace = null!;
    private static BuildResult _published = null!;
    private static LayoutReader _layout = null!;
    private static JsonNode _outputs = null!;

    [ClassInitialize]
    public static async Task PublishAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        _workspace.Write("App/text.txt", Text);
        var project = _workspace.WriteApplication(
            "App",
            $"""
            <PropertyGroup>
              <Version>1.2.3</Version>
              <TextOfFile>$([System.IO.File]::ReadAllText('$(MSBuildProjectDirectory)/text.txt'))</TextOfFile>
              <Description>$(TextOfFile)</Description>
              <ContainerWorkingDirectory>/srv/app/</ContainerWorkingDirectory>
              <ContainerUser>1654:1654</ContainerUser>
              <ContainerImageFormat>oci</ContainerImageFormat>
              <ContainerStopSignal>sigint</ContainerStopSignal>
              <ContainerHealthcheckStartPeriod>1m30s</ContainerHealthcheckStartPeriod>
              <ContainerHealthcheckRetries>4</ContainerHealthcheckRetries>
              <ContainerCreated>2026-01-02T03:04:05Z</ContainerCreated>
            </PropertyGroup>
            <ItemGroup>
              <ContainerLabel Include="com.example.file" Value="$(TextOfFile)" />
              <ContainerLabel Include="com.example.written" Value="{Escaped(Text)}" />
              <ContainerLabel Include="org.opencontainers.image.title" Value="My own title" />
              <ContainerEnvironmentVariable Include="TEXT" Value="$(TextOfFile)" />
              <ContainerEnvironmentVariable Include="ASPNETCORE_URLS" Value="http://+:8080;https://+:8443" />
              <ContainerPort Include="9000" Type="udp" />
              <ContainerPort Include="9001/tcp" />
              <ContainerVolume Include="/srv/data;/srv/cache/" />
              <ContainerHealthcheck Include="/srv/app/App;--check=a%3Bb" Interval="30s" Retries="3" />
              <ContainerAppCommandArgs Include="--urls=a%3Bb;--second" />
              <ContainerDefaultArgs Include="50%25;%24(HOME);two words;%2A%2A/%2A;again;again" />
              <ContainerAppCommand Include="dotnet;/srv/app/App.dll" />
            </ItemGroup>
            <Target Name="Change" AfterTargets="ResolveContainerMetadata">
              <ItemGroup>
                <ContainerTag Remove="latest;1" />
                <ContainerTag Include="nightly" />
                <ContainerLabel Remove="org.opencontainers.image.ref.name" />
                <ContainerLabel Include="com.example.tags" Value="@(ContainerTag)" />
                <ContainerLabel Condition="'%(Identity)' == 'org.label-schema.name'" Value="Changed" />
              </ItemGroup>
            </Target>
            """
        );
        _published = await _workspace.RunAsync(
            context.CancellationToken,
            "publish",
            project,
            "-p:ContainerPush=true",
            "-getProperty:GeneratedContainerManifest,GeneratedContainerConfiguration,GeneratedContainerDigest,GeneratedContainerMediaType,ContainerReportPath",
            "-getItem:GeneratedContainer,GeneratedContainerName"
        );
        _published.MustSucceed();
        _layout = new LayoutReader(_workspace.PathOf("App/bin/Release/net10.0/container"));
        _outputs = JsonNode.Parse(_published.Output)!;
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    [DataRow("com.example.file")]
    [DataRow("com.example.written")]
    [DataRow("org.opencontainers.image.description")]
    [DataRow("org.label-schema.description")]
    public void A_label_keeps_every_character(string name) => Assert.AreEqual(Text, _layout.Labels[name]);

    [TestMethod]
    public void The_same_pairs_are_annotations_of_the_manifest()
    {
        var annotations = LayoutReader.Strings(_layout.Manifest["annotations"]);
        Assert.AreEqual(Text, annotations["org.opencontainers.image.description"]);
        Assert.AreEqual("My own title", annotations["org.opencontainers.image.title"]);
    }

    [TestMethod]
    public void An_environment_variable_keeps_every_character()
    {
        Assert.Contains($"TEXT={Text}", _layout.List("Env"));
        Assert.Contains("ASPNETCORE_URLS=http://+:8080;https://+:8443", _layout.List("Env"));
    }

    [TestMethod]
    public void Ports_are_those_of_the_items_and_of_the_variables() =>
        Assert.AreSequenceEqual(
            ["8080/tcp", "8443/tcp", "9000/udp", "9001/tcp"],
            _layout.Config["config"]!["ExposedPorts"]!.AsObject().Select(port => port.Key)
        );

    [TestMethod]
    public void Volumes_stop_signal_and_health_check_are_those_of_the_project()
    {
        var config = _layout.Config["config"]!;
        Assert.AreSequenceEqual(["/srv/cache", "/srv/data"], config["Volumes"]!.AsObject().Select(volume => volume.Key));
        Assert.AreEqual("SIGINT", (string?)config["StopSignal"]);
        Assert.AreEqual(
            """{"Test":["CMD","/srv/app/App","--check=a;b"],"Interval":30000000000,"StartPeriod":90000000000,"Retries":4}""",
            config["Healthcheck"]!.ToJsonString()
        );
    }

    [TestMethod]
    public void Arguments_are_the_items_one_by_one()
    {
        Assert.AreSequenceEqual(["dotnet", "/srv/app/App.dll", "--urls=a;b", "--second"], _layout.List("Entrypoint"));
        Assert.AreSequenceEqual(["50%", "$(HOME)", "two words", "**/*", "again", "again"], _layout.List("Cmd"));
    }

    [TestMethod]
    public void Scalars_reach_the_configuration()
    {
        Assert.AreEqual("/srv/app", (string?)_layout.Config["config"]!["WorkingDir"]);
        Assert.AreEqual("1654:1654", (string?)_layout.Config["config"]!["User"]);
        Assert.AreEqual("2026-01-02T03:04:05Z", (string?)_layout.Config["created"]);
        Assert.AreEqual("application/vnd.oci.image.manifest.v1+json", (string?)_layout.Manifest["mediaType"]);
    }

    [TestMethod]
    public void What_the_project_says_wins_over_what_is_generated()
    {
        Assert.AreEqual("My own title", _layout.Labels["org.opencontainers.image.title"]);
        Assert.AreEqual("2026-01-02T03:04:05Z", _layout.Labels["org.opencontainers.image.created"]);
    }

    [TestMethod]
    public void A_target_of_the_project_changes_tags_and_labels_after_they_are_resolved()
    {
        Assert.AreSequenceEqual(["1.2.3", "1.2", "nightly"], _layout.Tags);
        Assert.AreSequenceEqual(["1.2", "1.2.3", "nightly"], _layout.Labels["com.example.tags"].Split(';').Order(StringComparer.Ordinal));
        Assert.AreEqual("Changed", _layout.Labels["org.label-schema.name"]);
        Assert.DoesNotContain("org.opencontainers.image.ref.name", _layout.Labels.Keys);
    }

    [TestMethod]
    public void The_outputs_are_the_image_as_it_stands_in_the_layout()
    {
        var properties = LayoutReader.Strings(_outputs["Properties"]);
        Assert.AreEqual(_layout.Digest, properties["GeneratedContainerDigest"]);
        Assert.AreEqual(_layout.ManifestText, properties["GeneratedContainerManifest"]);
        Assert.AreEqual("application/vnd.oci.image.manifest.v1+json", properties["GeneratedContainerMediaType"]);
        Assert.AreEqual(
            Text,
            (string?)JsonNode.Parse(properties["GeneratedContainerConfiguration"])!["config"]!["Labels"]!["com.example.file"]
        );

        var item = LayoutReader.Strings(_outputs["Items"]!["GeneratedContainer"]!.AsArray().Single());
        Assert.AreEqual((_layout.Digest, _layout.ManifestText), (item["ManifestDigest"], item["Manifest"]));
        var names = _outputs["Items"]!["GeneratedContainerName"]!.AsArray().Select(name => (string)name!["Identity"]!);
        Assert.AreSequenceEqual(_layout.Tags.Select(tag => $"oci:{_workspace.PathOf("App/bin/Release/net10.0/container")}:{tag}"), names);
    }

    [TestMethod]
    public void The_report_says_the_same()
    {
        var report = JsonNode.Parse(File.ReadAllText((string)_outputs["Properties"]!["ContainerReportPath"]!))!;
        Assert.AreEqual(_layout.Digest, (string?)report["manifestDigest"]);
        Assert.AreEqual((string?)_layout.Manifest["config"]!["digest"], (string?)report["imageId"]);
        Assert.AreSequenceEqual(_layout.Tags, report["tags"]!.AsArray().Select(tag => (string)tag!));
        Assert.AreSequenceEqual(_layout.Labels, LayoutReader.Strings(report["labels"]));
    }

    /// <summary>As a person writes it in an attribute: MSBuild's escapes, then XML's.</summary>
    private static string Escaped(string text) =>
        string.Concat(
            text.Select(c =>
                c switch
                {
                    '%' or '$' or '@' or '*' or '?' => $"%{(int)c:X2}",
                    '"' => "&quot;",
                    '\n' => "&#10;",
                    _ => c.ToString(),
                }
            )
        );
}
