using Containerize.EndToEnd.Tests.Infrastructure;

namespace Containerize.EndToEnd.Tests;

/// <summary>Images of configuration, one for each environment, beside the application's.</summary>
[TestClass]
internal sealed class ConfigurationImageTests
{
    private static readonly RegistryQueries Registry = new(TestEnvironment.Registry);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Each_environment_gets_an_image_of_its_files_under_the_exact_tag_and_with_the_labels()
    {
        using var app = await WithConfigurationAsync();

        var output = await app.PushAsync(["-p:ContainerDescription=A shop"], Token);

        var staging = $"{app.Repository}-config-staging";
        Assert.Contains($"{TestEnvironment.Registry}/{staging}:1.2.3 -> sha256:", output);
        Assert.DoesNotContain("CTZ", output);
        CollectionAssert.AreEqual(
            new[] { "app.json", "deep/ünd/b.json" },
            await Registry.GetFilesOfLastLayerAsync(staging, "1.2.3", Token)
        );
        CollectionAssert.AreEqual(
            new[] { "app.json" },
            await Registry.GetFilesOfLastLayerAsync($"{app.Repository}-settings", "1.2.3", Token)
        );
        Assert.IsNull(await Registry.FindDigestAsync(staging, "latest", Token));

        var (config, application) = (
            await Registry.GetConfigAsync(staging, "1.2.3", Token),
            await Registry.GetConfigAsync(app.Repository, "1.2.3", Token)
        );
        var labels = config
            .GetProperty("config")
            .GetProperty("Labels")
            .EnumerateObject()
            .ToDictionary(label => label.Name, label => label.Value.GetString());
        var expected = application
            .GetProperty("config")
            .GetProperty("Labels")
            .EnumerateObject()
            .Where(label => labels.ContainsKey(label.Name))
            .ToDictionary(label => label.Name, label => label.Value.GetString());
        CollectionAssert.AreEquivalent(expected, labels);
        Assert.AreEqual("A shop", labels["org.opencontainers.image.description"]);
        Assert.AreEqual("1.2.3", labels["org.opencontainers.image.version"]);
        Assert.DoesNotContain("org.opencontainers.image.base.name", labels.Keys);
        Assert.AreEqual(1, (await Registry.GetManifestAsync(staging, "1.2.3", Token)).GetProperty("layers").GetArrayLength());
        Assert.IsFalse(config.GetProperty("config").TryGetProperty("Entrypoint", out _), "It starts something.");

        // The same again sends nothing; one environment's change changes its image alone.
        var digest = await Registry.FindDigestAsync(staging, "1.2.3", Token);
        Assert.Contains($"{staging}:1.2.3 -> {digest} (", await app.PushAsync(["-p:ContainerDescription=A shop"], Token));
        File.WriteAllText(Path.Combine(app.FullName, "config/staging/app.json"), "{ \"changed\": true }");
        await app.PushAsync(["-p:ContainerDescription=A shop"], Token);
        Assert.AreNotEqual(digest, await Registry.FindDigestAsync(staging, "1.2.3", Token));
    }

    [TestMethod]
    public async Task What_is_built_first_is_pushed_along_and_a_version_s_configuration_is_immutable()
    {
        using var app = await WithConfigurationAsync();

        (await app.PublishAsync(["-t:BuildContainer"], Token)).Succeeded();
        Assert.IsNull(await Registry.FindDigestAsync($"{app.Repository}-config-staging", "1.2.3", Token));
        (
            await app.PublishAsync(
                ["-t:PushContainer", $"-p:ContainerRegistry={TestEnvironment.Registry}", "-p:ContainerAllowOverwrite=false"],
                Token
            )
        ).Succeeded();
        CollectionAssert.AreEqual(
            new[] { "app.json", "deep/ünd/b.json" },
            await Registry.GetFilesOfLastLayerAsync($"{app.Repository}-config-staging", "1.2.3", Token)
        );

        File.WriteAllText(Path.Combine(app.FullName, "config/staging/app.json"), "changed");
        var output = (
            await app.PublishAsync(
                ["-p:ContainerPush=true", $"-p:ContainerRegistry={TestEnvironment.Registry}", "-p:ContainerAllowOverwrite=false"],
                Token
            )
        ).FailedWith("CTZ3050");
        Assert.Contains($"{app.Repository}-config-staging:1.2.3", output);
    }

    [TestMethod]
    public async Task An_archive_has_one_beside_it_and_a_plan_tells_of_them()
    {
        using var app = await WithConfigurationAsync();

        (
            await app.PublishAsync(["-p:ContainerPush=true", $"-p:ContainerArchiveOutputPath={app.Outside("out/shop.tar.gz")}"], Token)
        ).Succeeded();
        CollectionAssert.AreEqual(
            new[] { "shop-config-eu.tar.gz", "shop-config-staging.tar.gz", "shop.tar.gz" },
            Folders.FilesBelow(app.Outside("out"))
        );

        var plan = (await app.PublishAsync(["-t:ExplainContainer"], Token)).Succeeded().Output;
        Assert.Contains($"configuration staging -> {app.Repository}-config-staging: /app.json, /deep/ünd/b.json", plan);
    }

    [TestMethod]
    public async Task Mistakes_are_told_before_anything_is_sent()
    {
        using var app = await App.ConsoleAsync();
        app.Customize(
            """
            <ItemGroup>
              <ContainerConfigImage Include="a" Files="config/a/**" />
              <ContainerConfigImage Include="b" Files="*.csproj" Repository="--" />
            </ItemGroup>
            """
        );

        var output = await app.FailAsync(["CTZ1190", "CTZ1191"], [$"-p:ContainerRegistry={TestEnvironment.Registry}"], Token);

        Assert.Contains("Files=\"config/a/**\"", output);
    }

    private static async Task<App> WithConfigurationAsync()
    {
        var app = await App.ConsoleAsync();
        app.Customize(
            $"""
            <ItemGroup>
              <ContainerConfigImage Include="staging" Files="config/staging/**" ExcludeFiles="**/*.md" />
              <ContainerConfigImage Include="Eu" Files="config/eu/app.json;config/none/*" Repository="{app.Repository}-settings" />
            </ItemGroup>
            """
        );
        foreach (
            var file in new[]
            {
                "config/staging/app.json",
                "config/staging/deep/ünd/b.json",
                "config/staging/notes.md",
                "config/eu/app.json",
            }
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(app.FullName, file))!);
            await File.WriteAllTextAsync(Path.Combine(app.FullName, file), "{}");
        }

        return app;
    }
}
