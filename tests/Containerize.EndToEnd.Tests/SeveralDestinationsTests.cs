using System.Text.Json;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>One publish for several places at once; each answers for itself.</summary>
[TestClass]
internal sealed class SeveralDestinationsTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("OCI")]
    [DataRow("Docker")]
    public async Task Two_registries_an_engine_both_archives_and_a_layout_get_one_image(string format)
    {
        using var app = await App.ConsoleAsync();
        var engine = await EngineCli.Default;
        var (archive, ociArchive, layout) = (app.Outside("app.tar"), app.Outside("app.oci.tar"), app.Outside("layout"));

        var output = (
            await app.PublishAsync(
                [
                    "-p:ContainerPush=true",
                    "-p:ContainerDestinations=registry archive oci-archive engine layout",
                    $"-p:ContainerRegistries={TestEnvironment.Registry} {TestEnvironment.BasicRegistry}",
                    $"-p:ContainerArchiveOutputPath={archive}",
                    $"-p:ContainerOciArchivePath={ociArchive}",
                    $"-p:ContainerLayoutPath={layout}",
                    $"-p:ContainerImageFormat={format}",
                ],
                Token,
                ("SDK_CONTAINER_REGISTRY_UNAME", TestEnvironment.BasicUser),
                ("SDK_CONTAINER_REGISTRY_PWORD", TestEnvironment.BasicPassword)
            )
        )
            .Succeeded()
            .Output;

        var digest = app.Digest();
        Assert.AreEqual(digest, await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(app.Repository, "latest", Token));
        Assert.AreEqual(
            digest,
            await new RegistryQueries(
                TestEnvironment.BasicRegistry,
                (TestEnvironment.BasicUser, TestEnvironment.BasicPassword)
            ).FindDigestAsync(app.Repository, "latest", Token)
        );
        await Shell.RunAsync("crane", ["validate", "--insecure", "--remote", $"{TestEnvironment.Registry}/{app.Repository}:latest"], Token);
        await Shell.RunAsync("crane", ["validate", "--tarball", archive], Token);

        // OCI media types are there, whichever the image has in a registry: skopeo 1.9 looks for no others.
        foreach (var (kind, source) in new[] { ("oci-archive", $"oci-archive:{ociArchive}"), ("layout", $"oci:{layout}") })
        {
            await Shell.RunAsync("skopeo", ["copy", $"{source}:1.2.3", $"dir:{app.Outside($"unpacked-{kind}")}"], Token);
            var there = Destinations(app)
                .Single(destination => destination.GetProperty("kind").GetString() == kind)
                .GetProperty("digest")
                .GetString();
            Assert.AreEqual(
                there,
                await Shell.RunAsync("skopeo", ["manifest-digest", app.Outside($"unpacked-{kind}/manifest.json")], Token)
            );
            Assert.AreEqual(format == "OCI", there == digest);
        }

        // podman load takes no OCI archive with several tags; what is beside its index makes it take them all.
        await EngineCli.Podman.RunAsync(["load", "-i", ociArchive], Token);
        await EngineCli.Podman.RunAsync(
            ["rmi", .. new[] { "1.2.3", "1.2", "1", "latest" }.Select(tag => $"{app.Repository}:{tag}")],
            Token
        );

        await using var image = new EngineImage(engine, $"{app.Repository}:latest");
        Assert.AreEqual("Hello engine", await image.RunAsync(["engine"], Token));
        foreach (var tag in new[] { "1.2.3", "1.2", "1" })
        {
            await engine.RunAsync(["rmi", $"{app.Repository}:{tag}"], Token);
        }

        CollectionAssert.AreEquivalent(
            new[] { "archive", "oci-archive", "registry", "registry", "engine", "layout" },
            Destinations(app).Select(destination => destination.GetProperty("kind").GetString()).ToArray()
        );
        Assert.IsTrue(Destinations(app).All(destination => destination.GetProperty("succeeded").GetBoolean()), output);
    }

    [TestMethod]
    public async Task One_that_fails_fails_the_build_and_the_others_have_the_image()
    {
        using var app = await App.ConsoleAsync();
        var archive = app.Outside("app.tar");

        var output = (
            await app.PublishAsync(
                [
                    "-p:ContainerPush=true",
                    App.OnEmptyBase,
                    $"-p:ContainerRegistries=localhost:1 {TestEnvironment.Registry} {TestEnvironment.BasicRegistry}",
                    $"-p:ContainerArchiveOutputPath={archive}",
                ],
                Token
            )
        ).FailedWith("CTZ3006", "CTZ3001");

        Assert.AreEqual(app.Digest(), await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(app.Repository, "latest", Token));
        Assert.IsTrue(File.Exists(archive));
        Assert.Contains($"{TestEnvironment.Registry}/{app.Repository}:1.2.3, 1.2, 1, latest -> {app.Digest()}", output);
        Assert.Contains($"localhost:1/{app.Repository}:1.2.3, 1.2, 1, latest -> failed (CTZ3006)", output);
        Assert.Contains($"{TestEnvironment.BasicRegistry}/{app.Repository}:1.2.3, 1.2, 1, latest -> failed (CTZ3001)", output);
        CollectionAssert.AreEqual(
            new[] { "True", "False CTZ3006", "True", "False CTZ3001" },
            Destinations(app)
                .Select(destination =>
                    $"{destination.GetProperty("succeeded").GetBoolean()} {string.Join(' ', destination.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()))}".Trim()
                )
                .ToArray()
        );
    }

    private static JsonElement[] Destinations(App app) => [.. app.Report().GetProperty("destinations").EnumerateArray()];
}
