using System.Text.RegularExpressions;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Where there is no registry: a layout, an archive, or an engine on this machine.</summary>
[TestClass]
internal sealed partial class DestinationTests
{
    // A person's engine, if there is one, shall not answer.
    private static readonly (string, string?)[] NoEngine =
    [
        ("DOCKER_HOST", "unix:///nonexistent/docker.sock"),
        ("CONTAINER_HOST", "unix:///nonexistent/podman.sock"),
    ];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("Docker")]
    [DataRow("OCI")]
    public async Task A_push_without_a_registry_writes_a_layout_and_says_how_to_load_it(string format)
    {
        using var app = await App.ConsoleAsync();
        var engine = await EngineCli.Default;

        var output = (await app.PublishAsync(["-p:ContainerPush=true", $"-p:ContainerImageFormat={format}"], Token)).Succeeded().Output;
        var command = LoadCommand().Match(output).Groups[1].Value;
        await Shell.RunLineAsync(command.Replace("docker load", $"{engine.CommandLine} load", StringComparison.Ordinal), Token);

        Assert.Contains(
            $"{app.Repository}:1.2.3, 1.2, 1, latest in {app.FullName}/bin/Release/net10.0/container -> {app.DigestThere()}",
            output
        );
        await AssertRunsUnderAllTagsAsync(engine, app);
    }

    [TestMethod]
    [DataRow("Docker")]
    [DataRow("OCI")]
    public async Task The_layout_can_be_copied_to_a_registry_as_the_output_says(string format)
    {
        using var app = await App.ConsoleAsync();

        var output = (await app.PublishAsync(["-p:ContainerPush=true", $"-p:ContainerImageFormat={format}"], Token)).Succeeded().Output;
        var command = CopyCommand().Match(output).Groups[1].Value;
        // A person's registry speaks https; and the name of theirs is for them to fill in.
        await Shell.RunLineAsync(
            command.Replace("REGISTRY", TestEnvironment.Registry, StringComparison.Ordinal)
                + (command.StartsWith("skopeo", StringComparison.Ordinal) ? " --dest-tls-verify=false" : ""),
            Token
        );

        Assert.AreEqual(
            app.DigestThere(),
            await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(app.Repository, "1.2.3", Token)
        );
    }

    [TestMethod]
    [DataRow("Docker", "my images/hello.tar.gz")]
    [DataRow("OCI", "my images")]
    public async Task An_archive_loads_into_the_engine_and_into_podman(string format, string path)
    {
        using var app = await App.ConsoleAsync();
        var archive = app.Outside(Path.HasExtension(path) ? path : $"{path}/{app.Repository}.tar.gz");

        var output = await app.PublishAsync(
            ["-p:ContainerPush=true", $"-p:ContainerArchiveOutputPath={app.Outside(path)}", $"-p:ContainerImageFormat={format}"],
            Token
        );
        output.Succeeded();

        Assert.Contains($"docker load -i \"{archive}\"", output.Output);
        if (format == "OCI")
        {
            Assert.Contains(app.Digest(), await Shell.RunAsync("skopeo", ["inspect", $"oci-archive:{archive}:1.2.3"], Token));
        }

        foreach (var engine in new[] { await EngineCli.Default, EngineCli.Podman })
        {
            await engine.RunAsync(["load", "-i", archive], Token);
            await AssertRunsUnderAllTagsAsync(engine, app);
        }
    }

    [TestMethod]
    public async Task An_archive_s_path_may_be_a_folder()
    {
        using var app = await App.ConsoleAsync();

        (
            await app.PublishAsync(
                ["-p:ContainerPush=true", $"-p:ContainerArchiveOutputPath={app.Outside("images")}/", App.OnEmptyBase],
                Token
            )
        ).Succeeded();

        CollectionAssert.AreEqual(new[] { app.Repository + ".tar.gz" }, Folders.FilesBelow(app.Outside("images")));
    }

    [TestMethod]
    public async Task PublishContainer_without_a_registry_loads_into_the_engine_that_answers()
    {
        using var app = await App.ConsoleAsync();
        var engine = await EngineCli.Default;

        var output = (await app.PublishAsync(["-t:PublishContainer"], Token)).Succeeded().Output;

        Assert.MatchesRegex($@"\n  {app.Repository}:1\.2\.3, 1\.2, 1, latest in (Docker|Podman) -> {app.Digest()} ", output);
        await AssertRunsUnderAllTagsAsync(engine, app);
    }

    [TestMethod]
    public async Task Podman_takes_the_image_over_its_own_socket()
    {
        using var app = await App.ConsoleAsync();
        await using var podman = await PodmanService.StartAsync(Token);

        (
            await app.PublishAsync(
                ["-t:PublishContainer", "-p:LocalRegistry=Podman"],
                Token,
                ("CONTAINER_HOST", podman.Address),
                ("DOCKER_HOST", "unix:///nonexistent/docker.sock")
            )
        ).Succeeded();

        Assert.AreEqual("Podman", app.Report().GetProperty("destinations")[0].GetProperty("name").GetString());
        await AssertRunsUnderAllTagsAsync(EngineCli.Podman, app);
    }

    [TestMethod]
    public async Task Podman_takes_the_image_by_its_program_where_it_has_no_socket()
    {
        using var app = await App.ConsoleAsync();

        var output = (
            await app.PublishAsync(
                ["-t:PublishContainer", "-p:LocalRegistry=Podman"],
                Token,
                ("CONTAINER_HOST", null),
                ("DOCKER_HOST", null),
                ("XDG_RUNTIME_DIR", null)
            )
        )
            .Succeeded()
            .Output;

        Assert.Contains($"{app.Repository}:1.2.3, 1.2, 1, latest in Podman (podman load) -> {app.Digest()} ", output);
        await AssertRunsUnderAllTagsAsync(EngineCli.Podman, app);
    }

    [TestMethod]
    public async Task PublishContainer_writes_the_layout_where_no_engine_answers()
    {
        using var app = await App.ConsoleAsync();

        (await app.PublishAsync(["-t:PublishContainer", App.OnEmptyBase], Token, NoEngine)).Succeeded();

        Assert.AreEqual("layout", app.Report().GetProperty("destinations")[0].GetProperty("kind").GetString());
        Assert.IsTrue(File.Exists(Path.Combine(app.FullName, "bin/Release/net10.0/container/index.json")));
    }

    [TestMethod]
    [DataRow("Docker")]
    [DataRow("Podman")]
    public async Task An_engine_that_is_asked_for_and_does_not_answer_is_an_error(string engine)
    {
        using var app = await App.ConsoleAsync();

        var output = (await app.PublishAsync(["-t:PublishContainer", $"-p:LocalRegistry={engine}"], Token, NoEngine)).FailedWith("CTZ4001");

        Assert.Contains($"{engine} does not answer", output);
        Assert.Contains($"unix:///nonexistent/{engine.ToLowerInvariant()}.sock", output);
        Assert.IsFalse(Directory.Exists(Path.Combine(app.FullName, "bin/Release/net10.0/container")), "A layout was written.");
    }

    [TestMethod]
    public async Task A_registry_and_an_archive_both_get_the_image()
    {
        using var app = await App.ConsoleAsync();
        var archive = app.Outside("hello.tar");

        await app.PushAsync([$"-p:ContainerArchiveOutputPath={archive}", App.OnEmptyBase], Token);

        Assert.IsTrue(File.Exists(archive));
        Assert.AreEqual(app.Digest(), await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(app.Repository, "latest", Token));
        CollectionAssert.AreEqual(
            new[] { "archive", "registry" },
            app.Report()
                .GetProperty("destinations")
                .EnumerateArray()
                .Select(destination => destination.GetProperty("kind").GetString()!)
                .Order(StringComparer.Ordinal)
                .ToArray()
        );
    }

    private async Task AssertRunsUnderAllTagsAsync(EngineCli engine, App app)
    {
        foreach (var tag in new[] { "1.2.3", "1.2", "1", "latest" })
        {
            await using var image = new EngineImage(engine, $"{app.Repository}:{tag}");
            Assert.AreEqual(
                app.Report().GetProperty("imageId").GetString()!.Replace("sha256:", "", StringComparison.Ordinal),
                (await image.InspectAsync(Token)).GetProperty("Id").GetString()!.Replace("sha256:", "", StringComparison.Ordinal),
                tag
            );
            if (tag == "1.2.3")
            {
                Assert.AreEqual("Hello engine", await image.RunAsync(["engine"], Token));
            }
        }
    }

    [GeneratedRegex(@"Load it with: (.*? docker load) \(or podman load\);")]
    private static partial Regex LoadCommand();

    [GeneratedRegex("copy it with: (.*)")]
    private static partial Regex CopyCommand();
}
