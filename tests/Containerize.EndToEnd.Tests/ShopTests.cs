using System.Globalization;
using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>The sample of three projects, restored, tested and published in containers, by each builder.</summary>
[TestClass]
internal sealed class ShopTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("docker-classic")]
    [DataRow("docker-newer")]
    [DataRow("buildx")]
    [DataRow("podman")]
    public async Task A_solution_that_was_never_built_here_becomes_an_image_that_answers(string builder)
    {
        using var shop = new ShopSample();
        var repository = await shop.BuildAsync(builder, [], Token);

        Assert.IsFalse(Directory.Exists(shop.PathOf("Shop/Shop.Api/bin")), "Something was built here.");
        await AssertAnswersAsync($"{TestEnvironment.Registry}/{repository}:2.1.0", "8.00");
    }

    // One builder of each engine: buildx has docker's cache, podman has buildah's.
    [TestMethod]
    [DataRow("docker")]
    [DataRow("buildah")]
    public async Task A_changed_line_of_it_restores_nothing(string builder)
    {
        using var shop = new ShopSample();
        await shop.BuildAsync(builder, [], Token);
        Assert.IsFalse(Directory.Exists(shop.PathOf("Shop/Shop.Api/bin")), "Something was built here.");
        var program = shop.PathOf("Shop/Shop.Api/Program.cs");

        // A change of this test alone: two builders of one engine share its cache.
        await File.WriteAllTextAsync(
            program,
            (await File.ReadAllTextAsync(program, Token)).Replace(
                "prices.Total.",
                $"(prices.Total + 1 /* {builder} {Guid.NewGuid():n} */).",
                StringComparison.Ordinal
            ),
            Token
        );
        var repository = await shop.BuildAsync(builder, ["-v:n"], Token);

        Assert.Contains("restore: cached", shop.Output);
        Assert.DoesNotContain("build: cached", shop.Output);
        await AssertAnswersAsync($"{TestEnvironment.Registry}/{repository}:2.1.0", "9.00");
    }

    [TestMethod]
    public async Task A_test_that_fails_ends_the_build()
    {
        using var shop = new ShopSample();
        var prices = shop.PathOf("Shop/Shop.Catalogue/PriceList.cs");
        await File.WriteAllTextAsync(
            prices,
            (await File.ReadAllTextAsync(prices, Token)).Replace(
                "prices.Values.Sum()",
                "prices.Values.Sum() * 2",
                StringComparison.Ordinal
            ),
            Token
        );

        var output = (await shop.RunAsync("docker", ["-p:ContainerTestStage=true"], Token)).FailedWith("CTZ4040");

        Assert.Contains("The_total_is_that_of_all_prices", output);
        Assert.IsFalse(await new RegistryQueries(TestEnvironment.Registry).KnowsAsync(shop.Repository, Token), "Something was pushed.");
    }

    [TestMethod]
    public async Task The_debug_variant_has_the_application_beside_the_sdk_and_a_tag_of_its_own()
    {
        using var shop = new ShopSample();
        var repository = await shop.BuildAsync("docker", ["-p:ContainerVariants=debug", "-p:ContainerTestStage=true"], Token);
        await using (var image = await (await EngineCli.Default).PullAsync($"{TestEnvironment.Registry}/{repository}:2.1.0-debug", Token))
        {
            Assert.StartsWith("10.", await image.RunShellAsync("dotnet --version", Token));
            Assert.AreEqual("1654", await image.RunShellAsync("id -u", Token));
        }

        await AssertAnswersAsync($"{TestEnvironment.Registry}/{repository}:2.1.0", "8.00");
        await AssertAnswersAsync($"{TestEnvironment.Registry}/{repository}:2.1.0-debug", "8.00");
    }

    // How each builder passes a secret is in BuilderTests; here it comes from the project.
    [TestMethod]
    public async Task A_secret_is_read_by_its_command_and_stands_nowhere()
    {
        using var shop = new ShopSample();
        var secret = $"s3cr3t-{Guid.NewGuid():n}";
        var search = new SecretSearch("shop", secret);
        shop.Variables = [("SHOP_TOKEN", secret)];
        shop.AddItems(
            """
            <ContainerBuildSecret Include="token" Variable="SHOP_TOKEN" ForRestore="true" />
            <ContainerRun Include="wc -c %3C /run/secrets/token %3E /token-length" Secrets="token" />
            """
        );
        var running = shop.BuildAsync("buildx", ["-v:diag", $"-bl:{shop.PathOf("log.binlog")}"], Token);
        await search.InProcessesAsync(running);
        var repository = await running;

        await using (var image = await (await EngineCli.Default).PullAsync($"{TestEnvironment.Registry}/{repository}:2.1.0", Token))
        {
            Assert.AreEqual(
                secret.Length.ToString(CultureInfo.InvariantCulture),
                (await image.RunShellAsync("cat /token-length", Token)).Trim()
            );
            search.InText(
                "docker inspect and history",
                await image.Engine.RunAsync(["image", "inspect", image.Reference], Token)
                    + await image.Engine.RunAsync(["history", "--no-trunc", image.Reference], Token)
            );
        }

        search.InText("the output", shop.Output);
        await search.InBinaryLogAsync(shop.PathOf("log.binlog"), "SHOP_TOKEN", Token);
        File.Delete(shop.PathOf("log.binlog"));
        var registry = new RegistryQueries(TestEnvironment.Registry);
        foreach (
            var layer in (await registry.GetManifestAsync(repository, "2.1.0", Token)).GetProperty("layers").EnumerateArray().TakeLast(4)
        )
        {
            await using var blob = await registry.OpenBlobAsync(repository, layer.GetProperty("digest").GetString()!, Token);
            await using var tar = new System.IO.Compression.GZipStream(blob, System.IO.Compression.CompressionMode.Decompress);
            using var reader = new StreamReader(tar, System.Text.Encoding.Latin1);
            search.InText("a layer", await reader.ReadToEndAsync(Token));
        }

        await search.InFolderAsync("the project", shop.PathOf("Shop"), Token);
        Assert.AreEqual("", string.Join('\n', search.Found));
    }

    [TestMethod]
    public async Task A_system_package_is_in_the_image()
    {
        using var shop = new ShopSample();
        shop.AddItems("""<ContainerAptPackage Include="libgdiplus" />""");
        var repository = await shop.BuildAsync("docker", ["-p:ContainerBuildPattern=host"], Token);
        await using var image = await (await EngineCli.Default).PullAsync($"{TestEnvironment.Registry}/{repository}:2.1.0", Token);
        Assert.Contains("libgdiplus.so", await image.RunShellAsync("ls /usr/lib; ls /var/lib/apt/lists; id -u", Token));
        Assert.Contains("install ok installed", await image.RunShellAsync("dpkg -s libgdiplus", Token));
    }

    private async Task AssertAnswersAsync(string reference, string expected)
    {
        await using var image = await (await EngineCli.Default).PullAsync(reference, Token);
        var port = LoopbackServer.FreePort();
        await using var container = await image.StartAsync(Token, ("ASPNETCORE_HTTP_PORTS", port.ToString(CultureInfo.InvariantCulture)));
        using var client = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Assert.AreEqual(expected, await client.GetStringAsync($"http://localhost:{port}/", Token));
                return;
            }
            catch (HttpRequestException) when (attempt < 150)
            {
                await Task.Delay(200, Token);
            }
        }
    }
}
