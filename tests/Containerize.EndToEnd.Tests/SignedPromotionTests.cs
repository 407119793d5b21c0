using System.Diagnostics;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests;

/// <summary>
/// What the real oras and cosign attach to an image, they find at the destination and can verify there; with registries
/// that list referrers (an in-memory one) and such that do not (CNCF distribution 2.8).
/// </summary>
[TestClass]
internal sealed class SignedPromotionTests
{
    private const string SbomType = "application/vnd.cyclonedx+json";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(false, false, false)]
    [DataRow(false, false, true)]
    [DataRow(false, true, false)]
    [DataRow(true, false, true)]
    public async Task Signatures_and_attachments_can_be_verified_at_the_destination(bool sourceLists, bool targetLists, bool isIndex)
    {
        if (!Shell.Has("cosign") || !Shell.Has("oras"))
        {
            Assert.Inconclusive(
                "cosign and oras are not here: ./build/test-environment.sh downloads them from Debian's testing release into "
                    + "CTZ_TEST_TOOLS."
            );
        }

        using var app = await App.ConsoleAsync();
        await using var listing = await InMemoryRegistry.StartAsync(new() { ListsReferrers = true });
        var source = sourceLists ? listing.Name : TestEnvironment.Registry;
        var (target, account) = targetLists
            ? (listing.Name, ((string, string)?)null)
            : (TestEnvironment.BasicRegistry, (TestEnvironment.BasicUser, TestEnvironment.BasicPassword));
        (
            await app.PublishAsync(
                [
                    "-p:ContainerPush=true",
                    $"-p:ContainerRegistry={source}",
                    "-p:ContainerImageTag=build-1",
                    $"-p:ContainerImageIndex={isIndex}",
                ],
                Token
            )
        ).Succeeded();
        var published = app.Report().GetProperty("digest").GetString()!;
        Assert.AreEqual(isIndex, published != app.Digest());
        var tools = new Tools(app, Token);
        var image = $"{source}/{app.Repository}@{published}";
        await tools.CreateKeyAsync();

        // Each thing in both forms that cosign has: a bundle that refers to the image, and a tag.
        var sbom = await tools.AttachAsync(image, SbomType, "sbom.json");
        await tools.AttachAsync($"{source}/{app.Repository}@{sbom}", "application/vnd.example.note", "note.txt");
        foreach (var digest in new[] { published, sbom })
        {
            await tools.SignAsync($"{source}/{app.Repository}@{digest}");
        }

        var result = await Dotnet.RunAsync(
            app.FullName,
            PromotionTests.Arguments(
                $"-p:ContainerPromoteFrom={source}/{app.Repository}:build-1",
                $"-p:ContainerPromoteTo={target}/{app.Repository}/production"
            ),
            Token,
            tools.Login
        );

        // The SBOM, the note, and a bundle and a tag for each of image and SBOM.
        Assert.Contains("6 referrers", result.Succeeded().Output);
        var promoted = $"{target}/{app.Repository}/production";
        Assert.AreEqual(
            published,
            await new RegistryQueries(target, account).FindDigestAsync($"{app.Repository}/production", "1.2.3", Token)
        );
        foreach (var digest in new[] { published, sbom })
        {
            await tools.VerifyAsync($"{promoted}@{digest}");
        }

        var tree = await tools.DiscoverAsync($"{promoted}:1.2.3");
        Assert.Contains(SbomType, tree);
        Assert.Contains(sbom, tree);
        Assert.Contains("application/vnd.example.note", tree);
        Assert.Contains("the sbom", await tools.PullAsync($"{promoted}@{sbom}", "sbom.json"));
    }

    [TestMethod]
    public async Task Another_key_does_not_verify_what_was_promoted()
    {
        if (!Shell.Has("cosign"))
        {
            Assert.Inconclusive(
                "cosign is not here: ./build/test-environment.sh downloads it from Debian's testing release into CTZ_TEST_TOOLS."
            );
        }

        using var app = await App.ConsoleAsync();
        await app.PushAsync(["-p:ContainerImageTag=build-1"], Token);
        var tools = new Tools(app, Token);
        await tools.CreateKeyAsync();
        await tools.SignAsync($"{TestEnvironment.Registry}/{app.Repository}@{app.Digest()}");
        var promoted = $"{TestEnvironment.Registry}/{app.Repository}/production";
        (
            await Dotnet.RunAsync(
                app.FullName,
                PromotionTests.Arguments(
                    $"-p:ContainerPromoteFrom={TestEnvironment.Registry}/{app.Repository}:build-1",
                    $"-p:ContainerPromoteTo={promoted}"
                ),
                Token
            )
        ).Succeeded();
        await tools.VerifyAsync($"{promoted}@{app.Digest()}");

        await tools.CreateKeyAsync();

        await Assert.ThrowsAsync<AssertFailedException>(() => tools.VerifyAsync($"{promoted}@{app.Digest()}"));
    }

    /// <summary>cosign and oras, with a key and logins of one test's own.</summary>
    private sealed class Tools(App app, CancellationToken cancellationToken)
    {
        private readonly string _folder = Directory.CreateDirectory(app.Outside("tools")).FullName;

        public (string Name, string Value) Login { get; } = PromotionTests.DockerConfig(app);

        public async Task CreateKeyAsync()
        {
            File.Delete(Path.Combine(_folder, "cosign.key"));
            File.Delete(Path.Combine(_folder, "cosign.pub"));
            await RunAsync("cosign", "generate-key-pair");
            await File.WriteAllTextAsync(
                Path.Combine(_folder, "signing.json"),
                await RunAsync("cosign", "signing-config", "create"),
                cancellationToken
            );
        }

        public async Task<string> AttachAsync(string subject, string type, string file)
        {
            await File.WriteAllTextAsync(
                Path.Combine(_folder, file),
                $"{{ \"what\": \"the {Path.GetFileNameWithoutExtension(file)}\" }}",
                cancellationToken
            );
            var output = await RunAsync(
                "oras",
                "attach",
                "--plain-http",
                "--registry-config",
                Path.Combine(Login.Value, "config.json"),
                "--artifact-type",
                type,
                subject,
                file
            );
            return output[(output.LastIndexOf("Digest: ", StringComparison.Ordinal) + "Digest: ".Length)..].Trim();
        }

        /// <summary>Without a transparency log: nothing but the registry is asked.</summary>
        public async Task SignAsync(string image)
        {
            await RunAsync(
                "cosign",
                "sign",
                "--key",
                "cosign.key",
                "--signing-config",
                "signing.json",
                "--allow-http-registry",
                "--yes",
                image
            );
            await RunAsync(
                "cosign",
                "sign",
                "--key",
                "cosign.key",
                "--use-signing-config=false",
                "--tlog-upload=false",
                "--new-bundle-format=false",
                "--allow-http-registry",
                "--yes",
                image
            );
        }

        public async Task VerifyAsync(string image)
        {
            await RunAsync("cosign", "verify", "--key", "cosign.pub", "--insecure-ignore-tlog=true", "--allow-http-registry", image);
            await RunAsync(
                "cosign",
                "verify",
                "--key",
                "cosign.pub",
                "--insecure-ignore-tlog=true",
                "--new-bundle-format=false",
                "--allow-http-registry",
                image
            );
        }

        public Task<string> DiscoverAsync(string image) =>
            RunAsync("oras", "discover", "--plain-http", "--registry-config", Path.Combine(Login.Value, "config.json"), image);

        public async Task<string> PullAsync(string image, string file)
        {
            await RunAsync(
                "oras",
                "pull",
                "--plain-http",
                "--registry-config",
                Path.Combine(Login.Value, "config.json"),
                "--output",
                "pulled",
                image
            );
            return await File.ReadAllTextAsync(Path.Combine(_folder, "pulled", file), cancellationToken);
        }

        private async Task<string> RunAsync(string program, params string[] arguments)
        {
            var tool = Path.Combine(Environment.GetEnvironmentVariable("CTZ_TEST_TOOLS") ?? "", program);
            var start = new ProcessStartInfo(File.Exists(tool) ? tool : program, arguments) { WorkingDirectory = _folder };
            start.Environment[Login.Name] = Login.Value;
            start.Environment["COSIGN_PASSWORD"] = "";
            return (await Shell.RunAsync(start, cancellationToken)).Succeeded().Output;
        }
    }
}
