using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Restore, build, tests and publish in containers: what comes out is what a publish here gives.</summary>
[TestClass]
internal sealed class MultiStageTests
{
    private const string Tag = "parity";

    private static readonly string[] Fixed = [$"-p:ContainerImageTags={Tag}", "-p:ContainerCreated=2026-02-03T04:05:06Z"];

    private static readonly Lazy<string> Samples = new(() => CopySamples("multi-stage"));

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    // The same names, modes and owners in the same layers: where they are cut is foreseen, nothing is compiled here.
    [TestMethod]
    [DataRow("Shop/Shop.Api", "aspnet", "-p:ContainerTestStage=true")]
    [DataRow("SelfContainedConsole", "runtime-deps")]
    [DataRow("Worker", "runtime")]
    [DataRow("FSharpConsole", "runtime")]
    public async Task A_build_in_containers_has_the_files_and_layers_of_a_publish_here(
        string sample,
        string baseImage,
        params string[] options
    )
    {
        var name = Path.GetFileName(sample).ToLowerInvariant();
        var (native, built) = ($"e2e/{name}-here-{Guid.NewGuid():n}", $"e2e/{name}-containers-{Guid.NewGuid():n}");
        (await BuildAsync(Samples.Value, sample, baseImage, built, options)).Succeeded();
        using (var compiled = await CompiledSample.TakeAsync(sample, [], Token))
        {
            // A publish in a container keeps what is for other platforms.
            await compiled.PublishAsync(baseImage, native, [.. Fixed, "-p:ContainerKeepForeignRuntimes=true"], Token);
        }

        var registry = new RegistryQueries(TestEnvironment.Registry);
        var skipped = (await registry.GetManifestAsync($"dotnet/{baseImage}", "10.0", Token)).GetProperty("layers").GetArrayLength();
        var (here, there) = (await LayersAsync(registry, native, skipped), await LayersAsync(registry, built, skipped));
        Assert.AreEqual(string.Join("\n--\n", here.Files), string.Join("\n--\n", there.Files));
        Assert.IsLessThanOrEqualTo(1.02, there.Size / (double)here.Size, "The size beside the native image's.");
        var (wanted, config) = (
            (await registry.GetConfigAsync(native, Tag, Token)).GetProperty("config"),
            (await registry.GetConfigAsync(built, Tag, Token)).GetProperty("config")
        );
        Assert.AreEqual("1654", config.GetProperty("User").GetString());
        foreach (var member in new[] { "Env", "Entrypoint", "Cmd", "WorkingDir", "User", "ExposedPorts", "Labels" })
        {
            Assert.AreEqual(Sorted(wanted, member), Sorted(config, member), member);
        }
    }

    // What restore installs depends on sources here, and the application and its library have no framework in common.
    [TestMethod]
    public async Task A_Blazor_application_with_a_library_of_another_framework_has_the_files_of_a_publish_here()
    {
        var folder = CopySamples("multi-stage-blazor");
        (await Dotnet.RunAsync(folder, ["new", "blazor", "-o", "Site", "--no-restore"], Token)).Succeeded();
        var project = Path.Combine(folder, "Site", "Site.csproj");
        var text = await File.ReadAllTextAsync(project, Token);
        await File.WriteAllTextAsync(
            project,
            text.Replace(
                    "<TargetFramework>net10.0</TargetFramework>",
                    "<TargetFramework /><TargetFrameworks>net10.0</TargetFrameworks>",
                    StringComparison.Ordinal
                )
                .Replace(
                    "</Project>",
                    """<ItemGroup><ProjectReference Include="../Library/Library.csproj" /></ItemGroup></Project>""",
                    StringComparison.Ordinal
                ),
            Token
        );
        var library = Directory.CreateDirectory(Path.Combine(folder, "Library")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(library, "Library.csproj"),
            """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><ImplicitUsings>disable</ImplicitUsings><Nullable>disable</Nullable></PropertyGroup></Project>""",
            Token
        );
        await File.WriteAllTextAsync(Path.Combine(library, "Code.cs"), "public class Code { }", Token);
        var (native, built) = ($"e2e/site-here-{Guid.NewGuid():n}", $"e2e/site-containers-{Guid.NewGuid():n}");
        const string framework = "-p:TargetFramework=net10.0";

        (await BuildAsync(folder, "Site", "aspnet", built, framework)).Succeeded();
        (
            await Dotnet.RunAsync(folder, ["publish", "Site", .. Common("aspnet", native), framework, "-p:ContainerPush=true"], Token)
        ).Succeeded();

        var registry = new RegistryQueries(TestEnvironment.Registry);
        var skipped = (await registry.GetManifestAsync("dotnet/aspnet", "10.0", Token)).GetProperty("layers").GetArrayLength();
        var (here, there) = (await LayersAsync(registry, native, skipped), await LayersAsync(registry, built, skipped));
        Assert.Contains(files => files.Contains("app/wwwroot/_framework/blazor.web.", StringComparison.Ordinal), there.Files);
        Assert.AreEqual(Names(here.Files), Names(there.Files));

        static string Names(string[] layers) =>
            string.Join('\n', layers.SelectMany(files => files.Split('\n')).Order(StringComparer.Ordinal));
    }

    [TestMethod]
    public async Task A_Dockerfile_is_kept_until_the_project_gives_another()
    {
        var folder = CopySamples("multi-stage-eject");
        string[] target =
        [
            "build",
            "Shop/Shop.Api",
            "-t:GenerateDockerfile",
            $"-p:ContainerizeSdkVersion={TestEnvironment.Version}",
            $"-p:ContainerBaseImage={TestEnvironment.Base}/aspnet:10.0",
            "-nologo",
        ];

        (await Dotnet.RunAsync(folder, target, Token)).Succeeded();
        Assert.IsTrue(File.Exists(Path.Combine(folder, "Shop", "Shop.Api", "Dockerfile")));
        Assert.IsFalse(Directory.Exists(Path.Combine(folder, "Shop", "Shop.Catalogue", "bin")), "Something was compiled.");
        (await Dotnet.RunAsync(folder, [.. target, "-p:ContainerDockerfileCheck=true"], Token)).Succeeded();

        (
            await Dotnet.RunAsync(
                folder,
                [
                    "publish",
                    "Shop/Shop.Api",
                    .. Common("aspnet", $"e2e/drift-{Guid.NewGuid():n}"),
                    "-p:ContainerPush=true",
                    "-p:ContainerDockerfileCheck=true",
                    "-p:ContainerUser=app",
                ],
                Token
            )
        ).FailedWith("CTZ1075");
    }

    private Task<CommandResult> BuildAsync(string folder, string sample, string baseImage, string repository, params string[] options) =>
        Dotnet.RunAsync(
            folder,
            [
                "build",
                sample,
                .. Common(baseImage, repository),
                "-t:PublishContainer",
                "-p:Configuration=Release",
                "-p:ContainerBuilder=docker",
                "-p:ContainerBuildPattern=multi-stage",
                // The engines of tests have no bridge.
                "-p:ContainerBuildNetwork=host",
                .. options,
            ],
            Token
        );

    private static string[] Common(string baseImage, string repository) =>
        [
            "--nologo",
            $"-p:ContainerizeSdkVersion={TestEnvironment.Version}",
            .. Fixed,
            $"-p:ContainerBaseImage={TestEnvironment.Base}/{baseImage}:10.0",
            $"-p:ContainerRegistry={TestEnvironment.Registry}",
            $"-p:ContainerRepository={repository}",
        ];

    /// <summary>The files of each layer above the base's, without the folders above them.</summary>
    private async Task<(string[] Files, long Size)> LayersAsync(RegistryQueries registry, string repository, int skipped)
    {
        var layers = new List<string>();
        var manifest = await registry.GetManifestAsync(repository, Tag, Token);
        foreach (var layer in manifest.GetProperty("layers").EnumerateArray().Skip(skipped))
        {
            await using var blob = await registry.OpenBlobAsync(repository, layer.GetProperty("digest").GetString()!, Token);
            await using var tar = new TarReader(new GZipStream(blob, CompressionMode.Decompress));
            var files = new List<string>();
            while (await tar.GetNextEntryAsync(copyData: false, Token) is { } entry)
            {
                if (entry.EntryType != TarEntryType.Directory)
                {
                    files.Add($"{entry.Name.Trim('/')} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}:{entry.Gid}");
                }
            }

            layers.Add(string.Join('\n', files.Order(StringComparer.Ordinal)));
        }

        // A working directory makes a layer of its own in some engines, with nothing in it.
        return (
            [.. layers.Where(files => files.Length > 0)],
            manifest.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("size").GetInt64())
        );
    }

    private static string Sorted(JsonElement config, string member) =>
        !config.TryGetProperty(member, out var value) ? ""
        : value.ValueKind == JsonValueKind.Object
            ? string.Join('\n', value.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value}").Order(StringComparer.Ordinal))
        : value.ToString();

    /// <summary>The package comes along in a folder of the repository: in a container there is no other of this machine. As in
    /// <see cref="ShopSample"/>: an engine restores and compiles the same sources once.</summary>
    private static string CopySamples(string name)
    {
        var directory = RunFolder.Get(name);
        SourceTree.Copy("samples", directory);
        var feed = Directory.CreateDirectory(Path.Combine(directory, "feed")).FullName;
        var package = $"Containerize.Sdk.{TestEnvironment.Version}.nupkg";
        File.Copy(Path.Combine(TestEnvironment.Feed, package), Path.Combine(feed, package));
        File.WriteAllText(
            Path.Combine(directory, "nuget.config"),
            """<configuration><packageSources><add key="near" value="feed" /></packageSources></configuration>"""
        );
        return directory;
    }
}
