using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests;

/// <summary>However an application is published, its image starts it. NativeAOT is the sample AotConsole.</summary>
[TestClass]
internal sealed class ApplicationKindTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("framework-dependent", "", "runtime", "dotnet /app/kinds.dll")]
    [DataRow("self-contained", "RuntimeIdentifier=linux-x64 SelfContained=true", "runtime-deps", "/app/kinds")]
    [DataRow("single file", "RuntimeIdentifier=linux-x64 PublishSingleFile=true SelfContained=false", "runtime", "/app/kinds")]
    [DataRow(
        "self-contained single file",
        "RuntimeIdentifier=linux-x64 PublishSingleFile=true SelfContained=true",
        "runtime-deps",
        "/app/kinds"
    )]
    [DataRow("ReadyToRun", "RuntimeIdentifier=linux-x64 PublishReadyToRun=true SelfContained=false", "runtime", "dotnet /app/kinds.dll")]
    [DataRow("trimmed", "RuntimeIdentifier=linux-x64 PublishTrimmed=true SelfContained=true", "runtime-deps", "/app/kinds")]
    [DataRow(
        "outside of dotnet publish",
        "RuntimeIdentifier=linux-x64 PublishSingleFile=true PublishSelfContained=true",
        "runtime-deps",
        "/app/kinds",
        "build -c Release -t:PublishContainer"
    )]
    public async Task The_image_starts_the_application(
        string kind,
        string properties,
        string baseImage,
        string entrypoint,
        string command = "publish -p:ContainerPush=true"
    )
    {
        using var directory = new TemporaryDirectory();
        Dotnet.AddFeed(directory.FullName);
        directory.Write(
            "kinds.csproj",
            App.ProjectFile(string.Concat(properties.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Element)))
        );
        directory.Write("Program.cs", """System.Console.WriteLine("Hello " + string.Join(' ', args));""");
        var (registry, repository) = (TestEnvironment.Registry, $"e2e/kinds-{Guid.NewGuid():n}");

        (
            await Dotnet.RunAsync(
                directory.FullName,
                [
                    .. command.Split(' '),
                    "--nologo",
                    $"-p:ContainerRegistry={registry}",
                    $"-p:ContainerRepository={repository}",
                    $"-p:ContainerBaseImage={TestEnvironment.Base}/{baseImage}:10.0",
                ],
                Token
            )
        ).Succeeded();
        await using var image = await (await EngineCli.Default).PullAsync($"{registry}/{repository}:latest", Token);

        Assert.AreEqual("Hello new world", await image.RunAsync(["new", "world"], Token), kind);
        Assert.AreEqual(
            entrypoint,
            string.Join(' ', Json.Strings((await image.InspectAsync(Token)).GetProperty("Config"), "Entrypoint")),
            kind
        );
    }

    private static string Element(string property)
    {
        var parts = property.Split('=');
        return $"<{parts[0]}>{parts[1]}</{parts[0]}>";
    }
}
