using System.Text.RegularExpressions;
using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests.Pipelines;

/// <summary>The files of <c>build/pipelines</c>, run from a push to a promoted release.</summary>
[TestClass]
internal sealed partial class PipelineTests
{
    private static readonly RegistryQueries Registry = new(
        TestEnvironment.BasicRegistry,
        (TestEnvironment.BasicUser, TestEnvironment.BasicPassword)
    );

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(900_000, CooperativeCancellation = true)]
    public async Task GitHub_pushes_main_and_takes_a_release_to_production()
    {
        using var repository = await PipelineRepository.CreateAsync(Token);

        using var main = GitHub(repository, await repository.PushAsync("one", Token));
        await main.RunAsync(PathOf("github-image.yml"));
        Assert.Contains("production: skipped the job", main.Log);
        await AssertMainAsync(repository, main, main.OutputOf("image", "image"));
        Assert.Contains("docker pull", main.Summary);

        using var release = GitHub(repository, await repository.TagAsync("v1.2.3", Token));
        await release.RunAsync(PathOf("github-image.yml"));
        await AssertReleaseAsync(repository, release, release.OutputOf("image", "image"));
        Assert.Contains($"image: skipped {Pinned("actions/checkout", "github-image.yml")}", release.Log);

        var offer = await repository.OfferAsync("fix", Token);
        using var image = GitHub(repository, offer);
        await image.RunAsync(PathOf("github-image.yml"));
        Assert.AreEqual("workflow: skipped by what it is triggered by", image.Log.Single());
        using var test = GitHub(repository, offer);
        await test.RunAsync(PathOf("github-pull-request.yml"));
        AssertOnlyTested(test);
    }

    [TestMethod]
    [Timeout(900_000, CooperativeCancellation = true)]
    public async Task Azure_pushes_main_and_takes_a_release_to_production()
    {
        using var repository = await PipelineRepository.CreateAsync(Token);
        using var login = new TemporaryDirectory();
        var account = Convert.ToBase64String(
            System.Text.Encoding.UTF8.GetBytes($"{TestEnvironment.BasicUser}:{TestEnvironment.BasicPassword}")
        );
        login.Write("config.json", $$"""{ "auths": { "{{TestEnvironment.BasicRegistry}}": { "auth": "{{account}}" } } }""");

        using var main = Azure(await repository.PushAsync("one", Token));
        await main.RunAsync(PathOf("azure-pipelines.yml"));
        Assert.Contains("production: skipped the stage", main.Log);
        await AssertMainAsync(repository, main, main.OutputOf("build", "image", "publish.image"));
        Assert.Contains("docker pull", main.Summary);

        using var release = Azure(await repository.TagAsync("v1.2.3", Token));
        await release.RunAsync(PathOf("azure-pipelines.yml"));
        await AssertReleaseAsync(repository, release, release.OutputOf("build", "image", "publish.image"));

        using var offer = Azure(await repository.OfferAsync("fix", Token));
        await offer.RunAsync(PathOf("azure-pipelines.yml"));
        AssertOnlyTested(offer);

        // What the login of the task Docker@2 leaves.
        AzureRunner Azure(PipelineEvent started) =>
            new(repository, started, Token)
            {
                Machine =
                {
                    ["DOCKER_CONFIG"] = login.FullName,
                    ["ContainerBaseImage"] = BaseImage,
                    ["ContainerizeSdkVersion"] = TestEnvironment.Version,
                },
                Settings =
                {
                    ["registry"] = TestEnvironment.BasicRegistry,
                    ["repository"] = repository.ImageRepository,
                    ["project"] = "Shop.Api",
                },
            };
    }

    [TestMethod]
    [Timeout(900_000, CooperativeCancellation = true)]
    public async Task GitLab_pushes_main_and_takes_a_release_to_production()
    {
        using var repository = await PipelineRepository.CreateAsync(Token);

        using var main = GitLab(await repository.PushAsync("one", Token));
        await main.RunAsync(PathOf("gitlab-ci.yml"));
        Assert.Contains("production: skipped the job", main.Log);
        await AssertMainAsync(repository, main, main.ReportOf("push")["CONTAINER_IMAGE"]);

        using var release = GitLab(await repository.TagAsync("v1.2.3", Token));
        await release.RunAsync(PathOf("gitlab-ci.yml"));
        Assert.Contains("production: started by hand", release.Log);
        Assert.AreEqual("1.2.3", release.ReportOf("push")["CONTAINER_VERSION"]);
        await AssertReleaseAsync(repository, release, release.ReportOf("push")["CONTAINER_IMAGE"]);

        using var offer = GitLab(await repository.OfferAsync("fix", Token));
        await offer.RunAsync(PathOf("gitlab-ci.yml"));
        AssertOnlyTested(offer);

        GitLabRunner GitLab(PipelineEvent started) =>
            new(repository, started, Token)
            {
                Machine = { ["ContainerBaseImage"] = BaseImage, ["ContainerizeSdkVersion"] = TestEnvironment.Version },
                Settings = { ["PROJECT"] = "Shop.Api" },
                Project =
                {
                    ["CI_REGISTRY"] = TestEnvironment.BasicRegistry,
                    ["CI_REGISTRY_IMAGE"] = $"{TestEnvironment.BasicRegistry}/{repository.ImageRepository}",
                    ["CI_REGISTRY_USER"] = TestEnvironment.BasicUser,
                    ["CI_REGISTRY_PASSWORD"] = TestEnvironment.BasicPassword,
                },
            };
    }

    [TestMethod]
    public void Each_file_has_less_than_40_lines_and_pins_what_it_uses()
    {
        var files = Directory.GetFiles(PathOf(""), "*.yml");
        Assert.HasCount(4, files);
        foreach (var file in files)
        {
            Assert.IsLessThan(40, File.ReadAllLines(file).Length, file);
            foreach (Match uses in Uses().Matches(File.ReadAllText(file)))
            {
                Assert.MatchesRegex("@[0-9a-f]{40} # v[0-9.]+$", uses.Value, file);
            }
        }
    }

    [TestMethod]
    public void The_documentation_shows_the_files_themselves()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/pipelines.md"));
        foreach (var file in Directory.GetFiles(PathOf(""), "*.yml"))
        {
            Assert.Contains($"```yaml\n{File.ReadAllText(file)}```\n", page, file);
        }
    }

    private static string BaseImage => $"{TestEnvironment.Base}/aspnet:10.0";

    private GitHubRunner GitHub(PipelineRepository repository, PipelineEvent started) =>
        new(repository, started, Token)
        {
            Actor = TestEnvironment.BasicUser,
            Machine = { ["ContainerBaseImage"] = BaseImage, ["ContainerizeSdkVersion"] = TestEnvironment.Version },
            Settings = { ["REGISTRY"] = TestEnvironment.BasicRegistry, ["PROJECT"] = "Shop.Api" },
            Secrets = { ["GITHUB_TOKEN"] = TestEnvironment.BasicPassword },
        };

    private async Task AssertMainAsync(PipelineRepository repository, PipelineRunner run, string image)
    {
        Assert.Contains(step => step.Contains("ran dotnet test", StringComparison.Ordinal), run.Log);
        var latest = await Registry.FindDigestAsync(repository.ImageRepository, "latest", Token);
        Assert.IsNotNull(latest, run.Output);
        Assert.AreEqual($"{TestEnvironment.BasicRegistry}/{repository.ImageRepository}@{latest}", image);
        AssertNoSecret(run);
    }

    private async Task AssertReleaseAsync(PipelineRepository repository, PipelineRunner run, string image)
    {
        var digest = await Registry.FindDigestAsync(repository.ImageRepository, "1.2.3", Token);
        Assert.AreEqual($"{TestEnvironment.BasicRegistry}/{repository.ImageRepository}@{digest}", image, run.Output);
        foreach (var tag in new[] { "1.2.3", "1.2", "1", "latest" })
        {
            Assert.AreEqual(digest, await Registry.FindDigestAsync(repository.ImageRepository, tag, Token), tag);
            Assert.AreEqual(
                digest,
                await Registry.FindDigestAsync($"{repository.ImageRepository}/production", tag, Token),
                $"production: {tag}\n{run.Output}"
            );
        }

        AssertNoSecret(run);
    }

    private static void AssertOnlyTested(PipelineRunner run)
    {
        Assert.Contains("dotnet test -c Release", run.Log.Single(step => step.Contains(": ran ", StringComparison.Ordinal)));
        Assert.AreEqual("", run.Summary);
    }

    private static void AssertNoSecret(PipelineRunner run) =>
        Assert.DoesNotContain(TestEnvironment.BasicPassword, run.Output + run.Summary);

    private static string Pinned(string action, string file) =>
        Regex.Match(File.ReadAllText(PathOf(file)), $"{action}@[0-9a-f]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;

    private static string PathOf(string file) => Path.Combine(SourceTree.Root, "build/pipelines", file);

    [GeneratedRegex(@"(?<=uses: ).*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uses();
}
