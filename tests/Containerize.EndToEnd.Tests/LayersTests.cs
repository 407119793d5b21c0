using System.Runtime.Versioning;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>How the published files are split into layers, and that nobody who runs the image can tell.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
internal sealed class LayersTests
{
    private static readonly string[] Layers = ["packages", "content", "application"];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task One_layer_and_several_unpack_to_the_same_files_modes_and_owners()
    {
        using var app = await App.WithPackageAsync("split", Token);
        var split = await UnpackAsync(app, "split");
        CollectionAssert.AreEqual(Layers, app.AddedLayers().Select(layer => layer.Origin).ToArray());

        var single = await UnpackAsync(app, "single", "-p:ContainerLayers=single");
        Assert.HasCount(1, app.AddedLayers());

        Assert.AreEqual(single, split);
        Assert.Contains("./app/Newtonsoft.Json.dll f 644 ", split);
        Assert.Contains("./app/split f 755 ", split);
    }

    [TestMethod]
    public async Task An_image_of_several_layers_runs_in_the_engine_and_in_Podman()
    {
        using var app = await App.WithPackageAsync("runs", Token);
        await app.PushAsync([], Token);
        Assert.HasCount(Layers.Length, app.AddedLayers());

        foreach (var engine in new[] { await EngineCli.Default, EngineCli.Podman })
        {
            await using var image = await engine.PullAsync($"{TestEnvironment.Registry}/{app.Repository}:1.2.3", Token);
            Assert.AreEqual("""{"text":"Hello","page":65537}""", (await image.RunAsync([], Token)).Trim(), engine.Program);
        }
    }

    [TestMethod]
    public async Task Two_applications_with_the_same_packages_share_runtime_and_packages()
    {
        // Self-contained, so that the runtime is a layer as well.
        string[] arguments =
        [
            "-p:SelfContained=true",
            $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime-deps:10.0",
            "-p:ContainerCacheLimit=0",
        ];
        var layers = new List<(string Origin, string Digest)[]>();
        foreach (var name in new[] { "first", "second" })
        {
            using var app = await App.WithPackageAsync(name, Token, arguments);
            await app.PushAsync(arguments, Token);
            layers.Add(app.AddedLayers());
        }

        CollectionAssert.AreEqual((string[])["runtime", .. Layers], layers[0].Select(layer => layer.Origin).ToArray());
        CollectionAssert.AreEqual(layers[0][..3], layers[1][..3]);
        Assert.AreNotEqual(layers[0][3], layers[1][3]);
    }

    [TestMethod]
    public async Task One_two_and_eight_cores_make_the_same_image()
    {
        using var app = await App.WithPackageAsync("cores", Token);
        var digests = new HashSet<string>();
        foreach (var cores in new[] { "1", "2", "8" })
        {
            // Each into a repository of its own and without a cache: every layer is made.
            var result = await app.PublishAsync(
                [
                    "-p:ContainerPush=true",
                    $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    $"-p:ContainerRepository={app.Repository}-{cores}",
                    "-p:ContainerCacheLimit=0",
                    "-p:ContainerCreated=2026-01-01T00:00:00Z",
                ],
                Token,
                ("DOTNET_PROCESSOR_COUNT", cores)
            );
            result.Succeeded();
            Assert.AreEqual(
                app.Report().GetProperty("size").GetInt64(),
                app.Report().GetProperty("destinations")[0].GetProperty("bytesSent").GetInt64() + BaseSize(app),
                "Every layer was sent."
            );
            digests.Add(app.Digest());
        }

        Assert.HasCount(1, digests);
    }

    [TestMethod]
    public async Task A_plain_push_loads_no_assembly_that_it_does_not_use()
    {
        using var app = await App.ConsoleAsync();

        var loaded = (await app.PushAsync(["-v:detailed"], Token))
            .Split('\n')
            .Where(line => line.Contains("Assembly loaded during TaskRun (Containerize.", StringComparison.Ordinal))
            .ToArray();

        Assert.Contains(line => line.Contains(" NuGet.Versioning,", StringComparison.Ordinal), loaded);
        Assert.DoesNotContain(line => line.Contains("RegularExpressions", StringComparison.Ordinal), loaded);
        Assert.DoesNotContain(line => line.Contains("Containerize.Dockerfiles", StringComparison.Ordinal), loaded);
        Assert.DoesNotContain(line => line.Contains("Docker.DotNet", StringComparison.Ordinal), loaded);
        Assert.DoesNotContain(line => line.Contains("Microsoft.Net.Http.Client", StringComparison.Ordinal), loaded);
        Assert.DoesNotContain(line => line.Contains("Microsoft.Extensions.", StringComparison.Ordinal), loaded);
    }

    private static long BaseSize(App app) =>
        app.Report()
            .GetProperty("layers")
            .EnumerateArray()
            .Where(layer => layer.GetProperty("origin").GetString() == "base")
            .Sum(layer => layer.GetProperty("size").GetInt64());

    /// <summary>Publishes on scratch and unpacks what arrived.</summary>
    /// <returns>Each entry with kind, mode and owner, and the digest of each file.</returns>
    private async Task<string> UnpackAsync(App app, string name, params string[] arguments)
    {
        await app.PushAsync(["-p:ContainerImageFormat=OCI", App.OnEmptyBase, .. arguments], Token);
        var (layout, bundle) = (app.Outside(name + "-layout"), app.Outside(name + "-bundle"));
        await Shell.RunAsync(
            "skopeo",
            ["copy", "--src-tls-verify=false", $"docker://{TestEnvironment.Registry}/{app.Repository}:latest", $"oci:{layout}:latest"],
            Token
        );

        // Owners can only be set by root; for others, umoci leaves them alone.
        await Shell.RunAsync(
            "umoci",
            ["unpack", .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["--rootless"], "--image", $"{layout}:latest", bundle],
            Token
        );
        return await Shell.RunLineAsync(
            $"cd '{bundle}/rootfs'; find . -printf '%p %y %m %U:%G %s\\n' | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum",
            Token
        );
    }
}
