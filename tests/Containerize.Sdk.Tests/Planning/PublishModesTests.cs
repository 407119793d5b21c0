using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Containerize.Sdk.Tests.Support;

namespace Containerize.Sdk.Tests.Planning;

/// <summary>
/// A question outside of <c>dotnet publish</c> gives the base, platform and command that a publish gets, for all ways to
/// publish; and what a referenced project adds counts.
/// </summary>
[TestClass]
internal sealed class PublishModesTests
{
    private static readonly string Host = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    private static Workspace _workspace = null!;
    private static string _project = "";

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task RestoreAsync(TestContext context)
    {
        _workspace = Workspace.Create();
        _workspace.Write(
            "Library/Library.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
              </ItemGroup>
            </Project>
            """
        );
        _project = _workspace.WriteApplication(
            "App",
            """<PropertyGroup Condition="'$(Inferred)' == 'true'"><ContainerBaseImage /></PropertyGroup><ItemGroup><ProjectReference Include="../Library/Library.csproj" /></ItemGroup>"""
        );
        (await _workspace.RunAsync(context.CancellationToken, "restore", _project)).MustSucceed();
    }

    [ClassCleanup]
    public static void Clean() => _workspace.Dispose();

    [TestMethod]
    [DataRow("dotnet/aspnet:10.0", "dotnet /app/App.dll")]
    [DataRow("dotnet/runtime-deps:10.0", "/app/App", "-p:PublishSelfContained=true")]
    [DataRow("dotnet/runtime-deps:10.0-noble-chiseled-extra", "/app/App", "-p:PublishTrimmed=true")]
    [DataRow("dotnet/runtime-deps:10.0-noble-chiseled-extra", "/app/App", "-p:PublishAot=true")]
    [DataRow("dotnet/runtime-deps:10.0", "/app/App", "-p:PublishSingleFile=true")]
    [DataRow("dotnet/aspnet:10.0", "/app/App", "-p:PublishSingleFile=true", "-p:PublishSelfContained=false")]
    [DataRow("dotnet/aspnet:10.0", "dotnet /app/App.dll", "-p:PublishReadyToRun=true")]
    public async Task The_configuration_is_that_of_a_publish(string image, string command, params string[] mode)
    {
        foreach (var evaluation in (string[])["false", "true"])
        {
            var facts = await AskAsync([.. mode, $"-p:_IsPublishing={evaluation}"]);

            // The restore was not one for a publish, so only a project without a platform is told of its references there.
            if (evaluation == "false" || mode.Length == 0 || image.Contains("runtime-deps", StringComparison.Ordinal))
            {
                Assert.AreEqual($"mcr.microsoft.com/{image}", (string?)facts["Properties"]!["ContainerBaseImage"], evaluation);
            }

            Assert.AreEqual(Host, (string?)facts["Properties"]!["ContainerRuntimeIdentifier"], evaluation);
            Assert.AreEqual(command, string.Join(' ', Identities(facts, "ContainerAppCommand")), evaluation);
        }
    }

    [TestMethod]
    public async Task Tools_get_the_parts_of_all_names()
    {
        var facts = await AskAsync("-p:ContainerRepository=Team/My.App", "-p:ContainerImageTags=one two");
        Assert.AreEqual("mcr.microsoft.com", (string?)facts["Properties"]!["ContainerBaseRegistry"]);
        Assert.AreEqual("dotnet/aspnet", (string?)facts["Properties"]!["ContainerBaseName"]);
        Assert.AreEqual("10.0", (string?)facts["Properties"]!["ContainerBaseTag"]);
        Assert.AreEqual("team/my-app", (string?)facts["Properties"]!["ContainerRepository"]);
        Assert.AreSequenceEqual(["one", "two"], Identities(facts, "ContainerImageTags"));
    }

    private async Task<JsonNode> AskAsync(params string[] arguments)
    {
        string[] asked =
        [
            "ContainerBaseImage",
            "ContainerBaseRegistry",
            "ContainerBaseName",
            "ContainerBaseTag",
            "ContainerRepository",
            "ContainerRuntimeIdentifier",
        ];
        var result = (
            await _workspace.RunAsync(
                TestContext.CancellationToken,
                [
                    "msbuild",
                    _project,
                    "-t:ComputeContainerConfig",
                    "-p:Inferred=true",
                    "-getItem:ContainerImageTags;ContainerAppCommand",
                    $"-getProperty:{string.Join(',', asked)}",
                    .. arguments,
                ]
            )
        ).MustSucceed();
        return JsonNode.Parse(result.Output)!;
    }

    private static string[] Identities(JsonNode facts, string item) =>
        [.. facts["Items"]![item]!.AsArray().Select(value => (string)value!["Identity"]!)];
}
