using System.Runtime.Versioning;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests;

/// <summary>What is in the image, as other tools see it.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
internal sealed class ImageContentTests
{
    private const UnixFileMode Data = (UnixFileMode)0b110_100_100;
    private const UnixFileMode Program = (UnixFileMode)0b111_101_101;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task umoci_unpacks_exactly_the_published_files()
    {
        using var app = await App.ConsoleAsync();
        await app.PushAsync(["-p:ContainerImageFormat=OCI", App.OnEmptyBase], Token);
        var (layout, bundle) = (app.Outside("layout"), app.Outside("bundle"));

        await Shell.RunAsync(
            "skopeo",
            ["copy", "--src-tls-verify=false", $"docker://{TestEnvironment.Registry}/{app.Repository}:latest", $"oci:{layout}:latest"],
            Token
        );
        await Shell.RunAsync("umoci", ["unpack", "--rootless", "--image", $"{layout}:latest", bundle], Token);

        var (published, unpacked) = (Path.Combine(app.FullName, "bin/Release/net10.0/publish"), Path.Combine(bundle, "rootfs/app"));
        CollectionAssert.AreEqual(Folders.FilesBelow(published), Folders.FilesBelow(unpacked));
        foreach (var file in Folders.FilesBelow(published))
        {
            CollectionAssert.AreEqual(
                await File.ReadAllBytesAsync(Path.Combine(published, file), Token),
                await File.ReadAllBytesAsync(Path.Combine(unpacked, file), Token),
                file
            );
            Assert.AreEqual(file == "hello" ? Program : Data, File.GetUnixFileMode(Path.Combine(unpacked, file)), file);
        }

        Assert.AreEqual(Program, File.GetUnixFileMode(unpacked));
    }

    [TestMethod]
    public async Task In_oci_format_the_manifest_is_annotated_with_the_oci_labels()
    {
        var sample = await WebApiSample.PublishedAsync();
        using var directory = new TemporaryDirectory();
        var (copy, repository, registry) = (
            directory.PathOf("copy"),
            sample.Repository + "-oci",
            new RegistryQueries(TestEnvironment.Registry)
        );
        sample.CopyTo(copy);

        (
            await Dotnet.RunAsync(
                copy,
                [
                    "publish",
                    "WebApi",
                    "--no-build",
                    "--nologo",
                    "-p:ContainerPush=true",
                    "-p:ContainerImageFormat=OCI",
                    .. WebApiSample.PublishArguments(repository),
                ],
                Token
            )
        ).Succeeded();

        var manifest = await registry.GetManifestAsync(repository, "1.2.3", Token);
        var labels = Json.Map((await registry.GetConfigAsync(repository, "1.2.3", Token)).GetProperty("config"), "Labels");
        Assert.AreEqual("application/vnd.oci.image.manifest.v1+json", manifest.GetProperty("mediaType").GetString());
        CollectionAssert.AreEquivalent(
            labels.Where(label => label.Key.StartsWith("org.opencontainers.image.", StringComparison.Ordinal)).ToDictionary(),
            Json.Map(manifest, "annotations")
        );
        Assert.AreEqual(sample.Commit, Json.Map(manifest, "annotations")["org.opencontainers.image.revision"]);
        await Shell.RunAsync("crane", ["validate", "--insecure", "--remote", $"{TestEnvironment.Registry}/{repository}:1.2.3"], Token);
    }

    [TestMethod]
    public async Task The_build_gets_the_image_s_facts_as_item_and_properties()
    {
        using var app = await App.ConsoleAsync();

        var output = await app.PushAsync(
            [
                "-t:PublishContainer",
                "-getItem:GeneratedContainer",
                "-getProperty:GeneratedContainerDigest",
                "-getProperty:GeneratedContainerMediaType",
            ],
            Token
        );

        var (json, digest) = (Json.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]), app.Digest());
        var item = json.GetProperty("Items").GetProperty("GeneratedContainer").EnumerateArray().Single();
        Assert.AreEqual(digest, json.GetProperty("Properties").GetProperty("GeneratedContainerDigest").GetString());
        Assert.AreEqual(
            app.Report().GetProperty("mediaType").GetString(),
            json.GetProperty("Properties").GetProperty("GeneratedContainerMediaType").GetString()
        );
        Assert.AreEqual(digest, item.GetProperty("ManifestDigest").GetString());
        Assert.AreEqual(digest, await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(app.Repository, "1.2.3", Token));
        Assert.AreEqual(
            app.Report().GetProperty("imageId").GetString(),
            Json.Parse(item.GetProperty("Manifest").GetString()!).GetProperty("config").GetProperty("digest").GetString()
        );
        Assert.AreEqual("linux", Json.Parse(item.GetProperty("Configuration").GetString()!).GetProperty("os").GetString());
    }
}
