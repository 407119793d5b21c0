using System.Runtime.Versioning;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>What is particular about engines: which layers they are sent, and how they are reached.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
internal sealed class EngineTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Docker_is_sent_only_the_layers_that_it_lacks()
    {
        var engine = await EngineCli.Default;
        if (engine.Program != "docker")
        {
            Assert.Inconclusive("Podman's API takes whole images only.");
        }

        using var app = await App.ConsoleAsync();
        (await app.PublishAsync(["-t:PublishContainer"], Token)).Succeeded();
        await using var first = new EngineImage(engine, $"{app.Repository}:1.2.3");

        // Another configuration, and the same layers.
        (
            await app.PublishAsync(["-t:PublishContainer", "-p:ContainerImageTag=second", "-p:ContainerWorkingDirectory=/elsewhere"], Token)
        ).Succeeded();

        var destination = app.Report().GetProperty("destinations")[0];
        Assert.IsLessThan(1_000_000, destination.GetProperty("bytesSent").GetInt64());
        Assert.IsGreaterThan(10_000_000, destination.GetProperty("bytesReused").GetInt64());
        await using var second = new EngineImage(engine, $"{app.Repository}:second");
        Assert.AreEqual("Hello again", await second.RunAsync(["again"], Token));
        foreach (var tag in new[] { "1.2", "1", "latest" })
        {
            await engine.RunAsync(["rmi", $"{app.Repository}:{tag}"], Token);
        }
    }

    [TestMethod]
    [DataRow("DOCKER_HOST")]
    [DataRow("context")]
    public async Task Docker_is_reached_over_ssh(string chosenBy)
    {
        var engine = await EngineCli.Default;
        if (engine.Program != "docker")
        {
            Assert.Inconclusive("The engine is Podman.");
        }

        using var app = await App.ConsoleAsync();
        var path = WriteSsh(app, "DOCKER_HOST", TestEnvironment.Engine);
        var config = app.Outside("docker");
        if (chosenBy == "context")
        {
            await Shell.RunAsync(
                "docker",
                ["--config", config, "context", "create", "far", "--docker", "host=ssh://me@build.example:22"],
                Token
            );
        }

        (
            await app.PublishAsync(
                ["-t:PublishContainer", "-p:LocalRegistry=Docker", "-p:ContainerImageTag=ssh"],
                Token,
                ("PATH", path),
                ("DOCKER_HOST", chosenBy == "context" ? null : "ssh://me@build.example:22"),
                ("DOCKER_CONFIG", chosenBy == "context" ? config : null),
                ("DOCKER_CONTEXT", chosenBy == "context" ? "far" : null)
            )
        ).Succeeded();

        await using var image = new EngineImage(engine, $"{app.Repository}:ssh");
        Assert.AreEqual("Hello ssh", await image.RunAsync(["ssh"], Token));
        Assert.Contains(
            "-l me -p 22 -- build.example docker system dial-stdio",
            await File.ReadAllTextAsync(app.Outside("bin/arguments"), Token)
        );
    }

    [TestMethod]
    public async Task Podman_is_reached_over_ssh()
    {
        using var app = await App.ConsoleAsync();
        await using var podman = await PodmanService.StartAsync(Token);
        var path = WriteSsh(app, "CONTAINER_HOST", podman.Address);

        (
            await app.PublishAsync(
                ["-t:PublishContainer", "-p:LocalRegistry=Podman", "-p:ContainerImageTag=ssh"],
                Token,
                ("PATH", path),
                ("CONTAINER_HOST", $"ssh://me@build.example{podman.Address["unix://".Length..]}")
            )
        ).Succeeded();

        await using var image = new EngineImage(EngineCli.Podman, $"{app.Repository}:ssh");
        Assert.AreEqual("Hello ssh", await image.RunAsync(["ssh"], Token));
    }

    [TestMethod]
    public async Task An_ssh_that_fails_is_why_the_engine_does_not_answer()
    {
        using var app = await App.ConsoleAsync();
        Directory.CreateDirectory(app.Outside("bin"));
        await File.WriteAllTextAsync(app.Outside("bin/ssh"), "#!/bin/sh\necho 'Host key verification failed.' >&2\nexit 255\n", Token);
        File.SetUnixFileMode(app.Outside("bin/ssh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var output = (
            await app.PublishAsync(
                ["-t:PublishContainer", "-p:LocalRegistry=Docker", App.OnEmptyBase],
                Token,
                ("PATH", $"{app.Outside("bin")}:{Environment.GetEnvironmentVariable("PATH")}"),
                ("DOCKER_HOST", "ssh://build.example")
            )
        ).FailedWith("CTZ4001");

        Assert.Contains("ssh://build.example (DOCKER_HOST): ssh ended with exit code 255 and says: Host key verification failed", output);
    }

    /// <summary>An ssh whose other machine is this one: it runs there what it is asked to.</summary>
    /// <returns>The PATH on which it comes first.</returns>
    private static string WriteSsh(App app, string variable, string address)
    {
        Directory.CreateDirectory(app.Outside("bin"));
        File.WriteAllText(
            app.Outside("bin/ssh"),
            $$"""
            #!/bin/sh
            echo "$@" >> "$(dirname "$0")/arguments"
            while [ "$1" != -- ]; do shift; done
            shift 2
            unset DOCKER_CONTEXT DOCKER_CONFIG
            {{variable}}={{address}} exec "$@"
            """
        );
        File.SetUnixFileMode(app.Outside("bin/ssh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return $"{app.Outside("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
    }
}
