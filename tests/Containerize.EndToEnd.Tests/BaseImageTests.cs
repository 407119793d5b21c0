using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Every source that a base can come from.</summary>
[TestClass]
internal sealed class BaseImageTests
{
    public TestContext TestContext { get; set; } = null!;

    private static RegistryQueries Registry => new(TestEnvironment.Registry);

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_base_may_be_pinned_to_its_digest()
    {
        using var app = await App.ConsoleAsync();
        var digest = await FindBaseAsync("runtime");

        await app.PushAsync([$"-p:ContainerBaseImage={TestEnvironment.Base}/runtime:10.0@{digest}"], Token);

        Assert.AreEqual(digest, Json.Map(app.Report(), "labels")["org.opencontainers.image.base.digest"]);
        await AssertRunsAsync(app);
    }

    [TestMethod]
    public async Task A_pin_that_the_registry_does_not_have_is_an_error()
    {
        using var app = await App.ConsoleAsync();
        var pin = $"{TestEnvironment.Base}/runtime@sha256:{new string('0', 64)}";

        var output = await app.FailAsync(
            ["CTZ2002"],
            [$"-p:ContainerRegistry={TestEnvironment.Registry}", $"-p:ContainerBaseImage={pin}"],
            Token
        );

        Assert.Contains(pin, output);
    }

    [TestMethod]
    public async Task A_base_may_be_a_layout()
    {
        using var app = await App.ConsoleAsync();
        var layout = app.Outside("my layout");
        await Shell.RunAsync(
            "skopeo",
            ["copy", "--src-tls-verify=false", $"docker://{TestEnvironment.Base}/runtime:10.0", $"oci:{layout}:10.0"],
            Token
        );

        await app.PushAsync([$"-p:ContainerBaseImage=oci-layout:{layout}:10.0"], Token);

        await AssertRunsAsync(app);
    }

    [TestMethod]
    public async Task A_base_may_be_an_archive_that_an_engine_saved()
    {
        using var app = await App.ConsoleAsync();
        var archive = app.Outside("base.tar");
        await using (var image = await (await EngineCli.Default).PullAsync($"{TestEnvironment.Base}/runtime:10.0", Token))
        {
            await image.Engine.RunAsync(["save", "-o", archive, image.Reference], Token);
        }

        await app.PushAsync([$"-p:ContainerBaseImage=docker-archive:{archive}"], Token);

        await AssertRunsAsync(app);
    }

    [TestMethod]
    public async Task A_base_may_be_an_archive_that_skopeo_wrote()
    {
        using var below = await App.ConsoleAsync();
        using var app = await App.ConsoleAsync();
        await below.PushAsync([App.OnEmptyBase, "-p:ContainerWorkingDirectory=/below"], Token);
        await Shell.RunAsync(
            "skopeo",
            [
                "copy",
                "--src-tls-verify=false",
                $"docker://{TestEnvironment.Registry}/{below.Repository}:latest",
                $"docker-archive:{app.Outside("base.tar")}",
            ],
            Token
        );

        await app.PushAsync([$"-p:ContainerBaseImage=docker-archive:{app.Outside("base.tar")}"], Token);

        await Shell.RunAsync("crane", ["validate", "--insecure", "--remote", $"{TestEnvironment.Registry}/{app.Repository}:latest"], Token);
        CollectionAssert.AreEqual(
            new[] { "base", "application" },
            app.Report().GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("origin").GetString()).ToArray()
        );
    }

    [TestMethod]
    public async Task A_base_may_be_an_OCI_archive_that_is_compressed()
    {
        using var app = await App.ConsoleAsync();
        var plain = app.Outside("base.tar");
        await Shell.RunAsync(
            "skopeo",
            ["copy", "--src-tls-verify=false", $"docker://{TestEnvironment.Base}/runtime:10.0", $"oci-archive:{plain}"],
            Token
        );
        await Shell.RunAsync("gzip", ["-1", plain], Token);

        await app.PushAsync([$"-p:ContainerBaseImage=oci-archive:{plain}.gz"], Token);

        await AssertRunsAsync(app);
    }

    [TestMethod]
    [DataRow("Docker")]
    [DataRow("Podman")]
    public async Task A_base_may_be_an_engine_s_image(string name)
    {
        using var app = await App.ConsoleAsync();
        await using var podman = name == "Podman" ? await PodmanService.StartAsync(Token) : null;
        var cli = podman is null ? await EngineCli.Default : EngineCli.Podman;
        await using var image = await cli.PullAsync($"{TestEnvironment.Base}/runtime:10.0", Token);
        if (podman is null && cli.Program != "docker")
        {
            Assert.Inconclusive("The engine is Podman.");
        }

        (
            await app.PublishAsync(
                [
                    "-p:ContainerPush=true",
                    $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    $"-p:LocalRegistry={name}",
                    $"-p:ContainerBaseImage=docker-daemon:{TestEnvironment.Base}/runtime:10.0",
                ],
                Token,
                ("CONTAINER_HOST", podman?.Address)
            )
        ).Succeeded();

        await AssertRunsAsync(app);
    }

    [TestMethod]
    public async Task Layers_that_are_compressed_with_zstd_pass_through()
    {
        using var app = await App.ConsoleAsync();
        var layout = app.Outside("layout");
        await Shell.RunAsync(
            "skopeo",
            [
                "copy",
                "--src-tls-verify=false",
                "--dest-compress",
                "--dest-compress-format=zstd",
                $"docker://{TestEnvironment.Base}/runtime:10.0",
                $"oci:{layout}:10.0",
            ],
            Token
        );

        await app.PushAsync([$"-p:ContainerBaseImage=oci-layout:{layout}:10.0"], Token);

        var manifest = await Registry.GetManifestAsync(app.Repository, "latest", Token);
        var types = manifest.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("mediaType").GetString()!).ToArray();
        Assert.EndsWith("+zstd", types[0]);
        Assert.EndsWith("+gzip", types[^1]);
        await using var image = await EngineCli.Podman.PullAsync($"{TestEnvironment.Registry}/{app.Repository}@{app.Digest()}", Token);
        Assert.AreEqual("Hello zstd", await image.RunAsync(["zstd"], Token));
    }

    [TestMethod]
    public async Task On_scratch_the_image_has_the_application_alone()
    {
        using var app = await App.ConsoleAsync();

        await app.PushAsync([App.OnEmptyBase], Token);

        var reference = $"{TestEnvironment.Registry}/{app.Repository}:latest";
        await Shell.RunAsync("crane", ["validate", "--insecure", "--remote", reference], Token);
        Assert.HasCount(
            1,
            Json.Strings((await Registry.GetConfigAsync(app.Repository, "latest", Token)).GetProperty("rootfs"), "diff_ids")
        );
    }

    [TestMethod]
    public async Task Of_an_index_the_entry_for_the_platform_is_taken()
    {
        using var app = await App.ConsoleAsync();
        var index = await FindBaseAsync("runtime-multi");

        await app.PushAsync(
            ["-p:ContainerRuntimeIdentifier=linux-arm64", $"-p:ContainerBaseImage={TestEnvironment.Base}/runtime-multi:10.0"],
            Token
        );

        var config = await Registry.GetConfigAsync(app.Repository, "latest", Token);
        Assert.AreEqual("arm64", config.GetProperty("architecture").GetString());
        Assert.AreEqual(index, Json.Map(config.GetProperty("config"), "Labels")["org.opencontainers.image.base.digest"]);
        await Shell.RunAsync("crane", ["validate", "--insecure", "--remote", $"{TestEnvironment.Registry}/{app.Repository}:latest"], Token);
    }

    [TestMethod]
    public async Task A_layer_that_was_damaged_is_an_error_and_reaches_no_registry()
    {
        using var app = await App.ConsoleAsync();
        var layout = app.Outside("layout");
        await Shell.RunAsync(
            "skopeo",
            ["copy", "--src-tls-verify=false", $"docker://{TestEnvironment.Base}/runtime-deps:10.0", $"oci:{layout}:10.0"],
            Token
        );
        var layer = Directory.EnumerateFiles(Path.Combine(layout, "blobs/sha256")).MaxBy(file => new FileInfo(file).Length)!;
        await using (var stream = File.OpenWrite(layer))
        {
            stream.Position = stream.Length / 2;
            stream.WriteByte(1);
            stream.WriteByte(2);
        }

        var output = (
            await app.PublishAsync(
                [
                    "-p:ContainerPush=true",
                    $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    $"-p:ContainerBaseImage=oci-layout:{layout}:10.0",
                ],
                Token
            )
        ).FailedWith("CTZ2008");

        Assert.Contains(Path.GetFileName(layer), output);
        Assert.IsNull(await Registry.FindDigestAsync(app.Repository, "latest", Token));
    }

    private async Task<string> FindBaseAsync(string name) =>
        (await Registry.FindDigestAsync(string.Join('/', [.. TestEnvironment.Base.Split('/')[1..], name]), "10.0", Token))!;

    private async Task AssertRunsAsync(App app)
    {
        await using var image = await (await EngineCli.Default).PullAsync(
            $"{TestEnvironment.Registry}/{app.Repository}@{app.Digest()}",
            Token
        );
        Assert.AreEqual("Hello base", await image.RunAsync(["base"], Token));
    }
}
