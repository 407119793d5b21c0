using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests;

/// <summary>Whoever builds it, the image of a project is the same: its configuration, and its files with their modes and owners.</summary>
[TestClass]
public sealed class BuilderParityTests
{
    // What Docker's builders write beside: the container and the command of the last step, and where the image came from.
    private static readonly string[] OfBuildersOnly = ["Hostname", "Domainname", "AttachStdin", "AttachStdout", "AttachStderr", "Tty", "OpenStdin", "StdinOnce", "Image", "OnBuild", "ArgsEscaped", "Shell"];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("WebApi", "aspnet", "docker")]
    [DataRow("WebApi", "aspnet", "buildx")]
    [DataRow("WebApi", "aspnet", "podman")]
    [DataRow("WebApi", "aspnet", "buildah")]
    [DataRow("Worker", "runtime", "docker")]
    [DataRow("Worker", "runtime", "buildah")]
    [DataRow("SelfContainedConsole", "runtime-deps", "docker")]
    [DataRow("AotConsole", "runtime-deps", "docker", "-p:SamplesTargetFramework=net9.0")]
    [DataRow("FSharpConsole", "runtime", "docker")]
    public async Task A_published_folder_gives_the_same_image_on_an_engine(string sample, string baseImage, string builder, params string[] options)
    {
        var registry = new RegistryQueries(TestEnvironment.Registry);
        var native = await PublishAsync(sample, baseImage, "native", options);
        var built = await PublishAsync(sample, baseImage, builder, options);
        var baseManifest = await registry.GetManifestAsync($"dotnet/{baseImage}", "10.0", Token);
        var baseLayers = baseManifest.GetProperty("layers").GetArrayLength();

        Assert.AreEqual(
            Settings(await registry.GetConfigAsync(native, "parity", Token)),
            Settings(await registry.GetConfigAsync(built, "parity", Token)));
        Assert.AreEqual(
            string.Join('\n', await ImageContents.ListAsync(registry, native, "parity", baseLayers, Token)),
            string.Join('\n', await ImageContents.ListAsync(registry, built, "parity", baseLayers, Token)));
        var (one, other) = (await registry.GetManifestAsync(native, "parity", Token), await registry.GetManifestAsync(built, "parity", Token));
        Assert.AreEqual(string.Join('\n', Layers(one).Take(baseLayers)), string.Join('\n', Layers(other).Take(baseLayers)), "The base's layers are not the base's.");
        Assert.HasCount(Layers(one).Length, Layers(other));
        Assert.IsLessThanOrEqualTo(1.02, Size(other) / (double)Size(one), "The size beside the native image's.");
    }

    /// <returns>The repository.</returns>
    private async Task<string> PublishAsync(string sample, string baseImage, string builder, string[] options)
    {
        var repository = $"e2e/parity-{sample.ToLowerInvariant()}-{builder}-{Guid.NewGuid():n}";

        // In a copy of its own: what one publish leaves, the next one would find.
        using var directory = new TemporaryDirectory();
        SourceTree.Copy("samples", directory.FullName);
        Dotnet.AddFeed(directory.FullName);
        (await Dotnet.RunAsync(
            directory.FullName,
            [
                "publish", sample, "--nologo", "-p:ContainerPush=true", $"-p:ContainerizeSdkVersion={TestEnvironment.Version}", "-p:ContainerImageTag=parity", "-p:ContainerImageTags=",
                $"-p:ContainerBaseImage={TestEnvironment.Base}/{baseImage}:10.0", $"-p:ContainerRegistry={TestEnvironment.Registry}", $"-p:ContainerRepository={repository}",
                $"-p:ContainerBuilder={builder}", "-p:ContainerCreated=2026-02-03T04:05:06Z", .. options,
            ],
            Token)).Succeeded();
        return repository;
    }

    /// <summary>What a container gets of the configuration, with sorted members.</summary>
    private static string Settings(JsonElement config)
    {
        var settings = JsonObject.Create(config.GetProperty("config"))!;
        settings["created"] = config.GetProperty("created").GetString();
        settings["platform"] = $"{config.GetProperty("os")}/{config.GetProperty("architecture")}";
        var members = settings.Where(member => !OfBuildersOnly.Contains(member.Key) && member.Value is not null && member.Value.ToJsonString() is not ("\"\"" or "[]" or "{}"));
        return string.Join('\n', members.Select(member => $"{member.Key}: {Sorted(member.Value!)}").Order(StringComparer.Ordinal));
    }

    private static string Sorted(JsonNode node) => node is JsonObject map
        ? $"{{{string.Join(',', map.Select(member => $"{member.Key}={Sorted(member.Value!)}").Order(StringComparer.Ordinal))}}}"
        : node.ToJsonString();

    private static string[] Layers(JsonElement manifest) => [.. manifest.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("digest").GetString()!)];

    private static long Size(JsonElement manifest) => manifest.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("size").GetInt64());
}
