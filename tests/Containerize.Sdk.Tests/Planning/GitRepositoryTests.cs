using Containerize.Sdk.Tests.Support;
using Containerize.Testing;

namespace Containerize.Sdk.Tests.Planning;

/// <summary>A clean commit decides the image, and what builds leave in the working tree does not make it another.</summary>
[TestClass]
internal sealed class GitRepositoryTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Publishing_a_commit_twice_gives_one_image_with_the_commits_facts()
    {
        var repository = await TemporaryGitRepository.CreateAsync(TestContext.CancellationToken);
        using var workspace = Workspace.In(repository);

        // No .gitignore: git sees all outputs, also those that the project sends elsewhere.
        var project = workspace.WriteApplication(
            "App",
            """
            <PropertyGroup>
              <PublishDir>../published/</PublishDir>
              <ContainerLayoutPath>../image</ContainerLayoutPath>
            </PropertyGroup>
            """
        );
        var commit = await repository.CommitAsync(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), TestContext.CancellationToken);

        (await workspace.RunAsync(TestContext.CancellationToken, "publish", project, "-p:ContainerPush=true")).MustSucceedWithoutWarnings();
        var first = new LayoutReader(workspace.PathOf("image"));
        Directory.Delete(workspace.PathOf("App/bin"), recursive: true);
        Directory.Delete(workspace.PathOf("App/obj"), recursive: true);
        (await workspace.RunAsync(TestContext.CancellationToken, "publish", project, "-p:ContainerPush=true")).MustSucceedWithoutWarnings();
        var second = new LayoutReader(workspace.PathOf("image"));

        Assert.AreSequenceEqual([$"sha-{commit[..7]}", "latest"], first.Tags);
        Assert.AreEqual(commit, first.Labels["org.opencontainers.image.revision"]);
        Assert.AreEqual("2026-01-02T03:04:05Z", first.Labels["org.opencontainers.image.created"]);
        Assert.AreEqual(first.Digest, second.Digest);
    }
}
