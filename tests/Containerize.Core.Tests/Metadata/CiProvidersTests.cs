using Containerize.Metadata;
using Containerize.Oci;
using Containerize.Testing;

namespace Containerize.Core.Tests.Metadata;

[TestClass]
public sealed class CiProvidersTests
{
    private const string Sha = Requests.Commit;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("GitHub Actions", "main", "", "https://github.com/o/r",
        "GITHUB_ACTIONS=true", "GITHUB_SHA=" + Sha, "GITHUB_SERVER_URL=https://github.com", "GITHUB_REPOSITORY=o/r", "GITHUB_REF=refs/heads/main", "GITHUB_HEAD_REF=")]
    [DataRow("GitHub Actions", "fix", "", null,
        "GITHUB_ACTIONS=true", "GITHUB_SHA=" + Sha, "GITHUB_REF=refs/pull/1/merge", "GITHUB_HEAD_REF=fix")]
    [DataRow("GitHub Actions", null, "v1.2.3", null,
        "GITHUB_ACTIONS=true", "GITHUB_SHA=" + Sha, "GITHUB_REF=refs/tags/v1.2.3")]
    [DataRow("Azure Pipelines", "feature/x", "", "https://dev.azure.com/org/p/_git/r",
        "TF_BUILD=True", "BUILD_SOURCEVERSION=" + Sha, "BUILD_REPOSITORY_URI=https://org@dev.azure.com/org/p/_git/r", "BUILD_SOURCEBRANCH=refs/heads/feature/x")]
    [DataRow("GitLab", "main", "", "https://gitlab.example.org/g/p",
        "GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_PROJECT_URL=https://gitlab.example.org/g/p", "CI_COMMIT_BRANCH=main")]
    [DataRow("GitLab", "fix", "", null,
        "GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=fix")]
    [DataRow("GitLab", null, "v1.2.3", null, "GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_COMMIT_TAG=v1.2.3")]
    [DataRow("Jenkins", "main", "", "https://example.org/o/r",
        "JENKINS_URL=http://j/", "GIT_COMMIT=" + Sha, "GIT_URL=git@example.org:o/r.git", "GIT_BRANCH=origin/main")]
    [DataRow("Bitbucket Pipelines", "main", "", "http://bitbucket.org/o/r",
        "BITBUCKET_BUILD_NUMBER=1", "BITBUCKET_COMMIT=" + Sha, "BITBUCKET_BRANCH=main", "BITBUCKET_GIT_HTTP_ORIGIN=http://bitbucket.org/o/r")]
    [DataRow("CircleCI", "main", "", "https://github.com/o/r",
        "CIRCLECI=true", "CIRCLE_SHA1=" + Sha, "CIRCLE_BRANCH=main", "CIRCLE_REPOSITORY_URL=git@github.com:o/r.git")]
    [DataRow("TeamCity", null, "", null, "TEAMCITY_VERSION=2025.1", "BUILD_VCS_NUMBER=" + Sha)]
    [DataRow("AppVeyor", "main", "v1.2.3", "https://github.com/o/r",
        "APPVEYOR=True", "APPVEYOR_REPO_COMMIT=" + Sha, "APPVEYOR_REPO_BRANCH=main", "APPVEYOR_REPO_TAG_NAME=v1.2.3", "APPVEYOR_REPO_PROVIDER=gitHub", "APPVEYOR_REPO_NAME=o/r")]
    public async Task Each_system_tells_the_commit_in_its_own_variables(string name, string? branch, string tags, string? url, params string[] variables)
    {
        var found = (await Request(variables).ResolveAsync(TestContext.CancellationToken)).SourceControl!;
        Assert.AreEqual((name, Sha, branch, tags, url), (found.Origin, found.Commit, found.Branch, string.Join(' ', found.Tags), found.RepositoryUrl));
        Assert.IsNull(found.IsClean);
    }

    [TestMethod]
    [DataRow("GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_COMMIT_TIMESTAMP=2026-01-02T05:04:05+02:00")]
    [DataRow("APPVEYOR=True", "APPVEYOR_REPO_COMMIT=" + Sha, "APPVEYOR_REPO_COMMIT_TIMESTAMP=2026-01-02T03:04:05.0000000Z")]
    public async Task The_date_of_a_commit_from_CI_dates_the_image(params string[] variables)
    {
        var result = await Request(variables).ResolveAsync(TestContext.CancellationToken);
        Assert.AreEqual(("2026-01-02T03:04:05Z", "the commit's date"), (Timestamp.Format(result.Created), result.CreatedOrigin));
    }

    [TestMethod]
    [DataRow("GITHUB_SHA=" + Sha)]
    [DataRow("TF_BUILD=True", "BUILD_SOURCEVERSION=C1234")]
    [DataRow("TEAMCITY_VERSION=2025.1", "BUILD_VCS_NUMBER=1234")]
    public async Task Without_its_sign_or_a_commit_there_is_no_CI_system(params string[] variables) =>
        Assert.IsNull((await Request(variables).ResolveAsync(TestContext.CancellationToken)).SourceControl);

    [TestMethod]
    public async Task A_tag_build_has_the_version_of_its_tag()
    {
        var result = await Request("GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_COMMIT_TAG=v1.2.3").ResolveAsync(TestContext.CancellationToken);
        Assert.AreEqual("1.2.3 1.2 1 latest", string.Join(' ', result.Tags));
        Assert.AreEqual(("1.2.3", "git tag v1.2.3"), (result.Version, result.VersionOrigin));
    }

    [TestMethod]
    public async Task CI_names_the_branch_of_a_detached_HEAD_and_nothing_else_of_a_repository()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(TestContext.CancellationToken);
        var commit = await repository.CommitAsync(Requests.Now, TestContext.CancellationToken);
        await repository.GitAsync(["checkout", "--quiet", "--detach"], TestContext.CancellationToken);

        async Task<SourceControl> Read(string ciCommit) => (await Requests.In(repository)
            .With(("GITHUB_ACTIONS", "true"), ("GITHUB_SHA", ciCommit), ("GITHUB_REF", "refs/heads/main"), ("GITHUB_SERVER_URL", "https://x"), ("GITHUB_REPOSITORY", "o/r"))
            .ResolveAsync(TestContext.CancellationToken)).SourceControl!;

        var same = await Read(commit);
        Assert.AreEqual(("git", commit, "main", null), (same.Origin, same.Commit, same.Branch, same.RepositoryUrl));
        Assert.IsNull((await Read(Sha)).Branch);
    }

    private static MetadataRequest Request(params string[] variables) =>
        Requests.Plain.With([.. variables.Select(text => text.Split('=', 2)).Select(pair => (pair[0], pair[1]))]);
}
