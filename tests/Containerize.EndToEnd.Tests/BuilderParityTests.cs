using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Whoever builds it, the image of a project is the same: its configuration, and its files with their modes and owners.</summary>
[TestClass]
internal sealed class BuilderParityTests
{
    // What Docker's builders write beside: the container and the command of the last step, and where the image came from.
    private static readonly string[] OfBuildersOnly =
    [
        "Hostname",
        "Domainname",
        "AttachStdin",
        "AttachStdout",
        "AttachStderr",
        "Tty",
        "OpenStdin",
        "StdinOnce",
        "Image",
        "OnBuild",
        "ArgsEscaped",
        "Shell",
    ];

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Natives = new(StringComparer.Ordinal);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    // Rows that follow each other are of different samples: one test at a time has a sample.
    [TestMethod]
    [DataRow("WebApi", "aspnet", "docker")]
    [DataRow("AotConsole", "runtime-deps", "docker", "-p:SamplesTargetFramework=net9.0")]
    [DataRow("WebApi", "aspnet", "buildx")]
    [DataRow("SelfContainedConsole", "runtime-deps", "docker")]
    [DataRow("WebApi", "aspnet", "podman")]
    [DataRow("Worker", "runtime", "docker")]
    [DataRow("WebApi", "aspnet", "buildah")]
    [DataRow("FSharpConsole", "runtime", "docker")]
    [DataRow("Worker", "runtime", "buildah")]
    public async Task A_published_folder_gives_the_same_image_on_an_engine(
        string sample,
        string baseImage,
        string builder,
        params string[] options
    )
    {
        var registry = new RegistryQueries(TestEnvironment.Registry);
        var native = await NativeAsync(sample, baseImage, options);
        var built = await PublishAsync(sample, baseImage, builder, options, Token);
        var baseManifest = await registry.GetManifestAsync($"dotnet/{baseImage}", "10.0", Token);
        var baseLayers = baseManifest.GetProperty("layers").GetArrayLength();

        Assert.AreEqual(
            Settings(await registry.GetConfigAsync(native, "parity", Token)),
            Settings(await registry.GetConfigAsync(built, "parity", Token))
        );
        Assert.AreEqual(
            string.Join('\n', await ImageContents.ListAsync(registry, native, "parity", baseLayers, Token)),
            string.Join('\n', await ImageContents.ListAsync(registry, built, "parity", baseLayers, Token))
        );
        var (one, other) = (
            await registry.GetManifestAsync(native, "parity", Token),
            await registry.GetManifestAsync(built, "parity", Token)
        );
        Assert.AreEqual(
            string.Join('\n', Layers(one).Take(baseLayers)),
            string.Join('\n', Layers(other).Take(baseLayers)),
            "The base's layers are not the base's."
        );
        Assert.HasCount(Layers(one).Length, Layers(other));
        Assert.IsLessThanOrEqualTo(1.02, Size(other) / (double)Size(one), "The size beside the native image's.");
    }

    /// <summary>The native builder's image is one for all.</summary>
    private static Task<string> NativeAsync(string sample, string baseImage, string[] options) =>
        Natives.GetOrAdd(sample, _ => new(() => PublishAsync(sample, baseImage, "native", options, CancellationToken.None))).Value;

    /// <returns>The repository.</returns>
    private static async Task<string> PublishAsync(
        string sample,
        string baseImage,
        string builder,
        string[] options,
        CancellationToken cancellationToken
    )
    {
        var repository = $"e2e/parity-{sample.ToLowerInvariant()}-{builder}-{Guid.NewGuid():n}";

        using var compiled = await CompiledSample.TakeAsync(sample, options, cancellationToken);
        await compiled.PublishAsync(
            baseImage,
            repository,
            [
                "-p:ContainerImageTag=parity",
                "-p:ContainerImageTags=",
                $"-p:ContainerBuilder={builder}",
                "-p:ContainerCreated=2026-02-03T04:05:06Z",
            ],
            cancellationToken
        );
        return repository;
    }

    /// <summary>What a container gets of the configuration, with sorted members.</summary>
    private static string Settings(JsonElement config)
    {
        var settings = JsonObject.Create(config.GetProperty("config"))!;
        settings["created"] = config.GetProperty("created").GetString();
        settings["platform"] = $"{config.GetProperty("os")}/{config.GetProperty("architecture")}";
        var members = settings.Where(member =>
            !OfBuildersOnly.Contains(member.Key) && member.Value is not null && member.Value.ToJsonString() is not ("\"\"" or "[]" or "{}")
        );
        return string.Join('\n', members.Select(member => $"{member.Key}: {Sorted(member.Value!)}").Order(StringComparer.Ordinal));
    }

    private static string Sorted(JsonNode node) =>
        node is JsonObject map
            ? $"{{{string.Join(',', map.Select(member => $"{member.Key}={Sorted(member.Value!)}").Order(StringComparer.Ordinal))}}}"
            : node.ToJsonString();

    private static string[] Layers(JsonElement manifest) =>
        [.. manifest.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("digest").GetString()!)];

    private static long Size(JsonElement manifest) =>
        manifest.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("size").GetInt64());
}
