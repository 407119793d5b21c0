using Containerize.Core.Tests.Metadata;
using Containerize.Metadata;
using Containerize.Oci;
using Containerize.SourceControl;
using Containerize.Testing;

namespace Containerize.Core.Tests.SourceControl;

[TestClass]
internal sealed class CiProvidersTests
{
    private const string Sha = Requests.Commit;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(
        "GitHub Actions",
        "main",
        "",
        "https://github.com/o/r",
        "GITHUB_ACTIONS=true",
        "GITHUB_SHA=" + Sha,
        "GITHUB_SERVER_URL=https://github.com",
        "GITHUB_REPOSITORY=o/r",
        "GITHUB_REF=refs/heads/main",
        "GITHUB_HEAD_REF="
    )]
    [DataRow(
        "GitHub Actions",
        "fix",
        "",
        null,
        "GITHUB_ACTIONS=true",
        "GITHUB_SHA=" + Sha,
        "GITHUB_REF=refs/pull/1/merge",
        "GITHUB_HEAD_REF=fix"
    )]
    [DataRow("GitHub Actions", null, "v1.2.3", null, "GITHUB_ACTIONS=true", "GITHUB_SHA=" + Sha, "GITHUB_REF=refs/tags/v1.2.3")]
    [DataRow(
        "Azure Pipelines",
        "feature/x",
        "",
        "https://dev.azure.com/org/p/_git/r",
        "TF_BUILD=True",
        "BUILD_SOURCEVERSION=" + Sha,
        "BUILD_REPOSITORY_URI=https://org@dev.azure.com/org/p/_git/r",
        "BUILD_SOURCEBRANCH=refs/heads/feature/x"
    )]
    [DataRow(
        "GitLab",
        "main",
        "",
        "https://gitlab.example.org/g/p",
        "GITLAB_CI=true",
        "CI_COMMIT_SHA=" + Sha,
        "CI_PROJECT_URL=https://gitlab.example.org/g/p",
        "CI_COMMIT_BRANCH=main"
    )]
    [DataRow("GitLab", "fix", "", null, "GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=fix")]
    [DataRow("GitLab", null, "v1.2.3", null, "GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_COMMIT_TAG=v1.2.3")]
    [DataRow(
        "Jenkins",
        "main",
        "",
        "https://example.org/o/r",
        "JENKINS_URL=http://j/",
        "GIT_COMMIT=" + Sha,
        "GIT_URL=git@example.org:o/r.git",
        "GIT_BRANCH=origin/main"
    )]
    [DataRow(
        "Bitbucket Pipelines",
        "main",
        "",
        "http://bitbucket.org/o/r",
        "BITBUCKET_BUILD_NUMBER=1",
        "BITBUCKET_COMMIT=" + Sha,
        "BITBUCKET_BRANCH=main",
        "BITBUCKET_GIT_HTTP_ORIGIN=http://bitbucket.org/o/r"
    )]
    [DataRow(
        "CircleCI",
        "main",
        "",
        "https://github.com/o/r",
        "CIRCLECI=true",
        "CIRCLE_SHA1=" + Sha,
        "CIRCLE_BRANCH=main",
        "CIRCLE_REPOSITORY_URL=git@github.com:o/r.git"
    )]
    [DataRow("TeamCity", null, "", null, "TEAMCITY_VERSION=2025.1", "BUILD_VCS_NUMBER=" + Sha)]
    [DataRow(
        "AppVeyor",
        "main",
        "v1.2.3",
        "https://github.com/o/r",
        "APPVEYOR=True",
        "APPVEYOR_REPO_COMMIT=" + Sha,
        "APPVEYOR_REPO_BRANCH=main",
        "APPVEYOR_REPO_TAG_NAME=v1.2.3",
        "APPVEYOR_REPO_PROVIDER=gitHub",
        "APPVEYOR_REPO_NAME=o/r"
    )]
    public async Task Each_system_tells_the_commit_in_its_own_variables(
        string name,
        string? branch,
        string tags,
        string? url,
        params string[] variables
    )
    {
        var found = (await Request(variables).ResolveAsync(TestContext.CancellationToken)).SourceRevision!;
        Assert.AreEqual(
            (name, Sha, branch, tags, url),
            (found.Origin, found.Commit, found.Branch, string.Join(' ', found.Tags), found.RepositoryUrl)
        );
        Assert.IsNull(found.IsClean);
    }

    [TestMethod]
    [DataRow("main", "", null, "teamcity.build.branch=<default>", "vcsroot.branch=refs/heads/main")]
    [DataRow(
        "feature/größe",
        "",
        null,
        @"teamcity.build.vcs.branch.Root_1=refs/heads/feature/gr\u00f6\u00dfe",
        "vcsroot.branch=refs/heads/main"
    )]
    [DataRow(null, "v1.2.3", null, "teamcity.build.vcs.branch.Root_1=refs/tags/v1.2.3", "vcsroot.branch=refs/heads/main")]
    [DataRow(
        "fix",
        "",
        "7",
        "teamcity.build.vcs.branch.Root_1=refs/pull/7/head",
        "teamcity.pullRequest.number=7",
        "teamcity.pullRequest.source.branch=fix",
        "teamcity.pullRequest.target.branch=main",
        "vcsroot.branch=refs/heads/main"
    )]
    [DataRow(
        null,
        "",
        null,
        "teamcity.build.vcs.branch.Root_1=refs/heads/a",
        "teamcity.build.vcs.branch.Root_2=refs/heads/b",
        "vcsroot.branch=refs/heads/main"
    )]
    public async Task TeamCity_tells_branches_in_files(string? branch, string tags, string? pullRequest, params string[] parameters)
    {
        using var files = new TemporaryDirectory();
        var configuration = files.Write(
            "a b/config.properties",
            string.Join(
                '\n',
                ["#Sat Nov 21", @"vcsroot.url=https\://git.example.org/o/r.git", "teamcity.build.triggeredBy.username=ada", .. parameters]
            )
        );
        var build = files.Write(
            "build.properties",
            $"teamcity.configuration.properties.file={configuration.Replace(":", "\\:", StringComparison.Ordinal)}\n"
        );
        var result = await Request("TEAMCITY_VERSION=2025.1", "BUILD_VCS_NUMBER=" + Sha, "TEAMCITY_BUILD_PROPERTIES_FILE=" + build)
            .ResolveAsync(TestContext.CancellationToken);
        var (found, ci) = (result.SourceRevision!, result.SourceRevision!.Ci!);
        Assert.AreEqual((branch, tags, "https://git.example.org/o/r"), (found.Branch, string.Join(' ', found.Tags), found.RepositoryUrl));
        Assert.AreEqual(
            (pullRequest, pullRequest is null ? null : "main", "main", "ada"),
            (ci.PullRequest, ci.BaseBranch, ci.DefaultBranch, ci.Actor)
        );
    }

    [TestMethod]
    public async Task Files_of_TeamCity_that_are_not_there_say_nothing()
    {
        var result = await Request("TEAMCITY_VERSION=2025.1", "BUILD_VCS_NUMBER=" + Sha, "TEAMCITY_BUILD_PROPERTIES_FILE=/nowhere/x")
            .ResolveAsync(TestContext.CancellationToken);
        Assert.AreEqual((Sha, null), (result.SourceRevision!.Commit, result.SourceRevision.Branch));
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
    [DataRow(
        "pr=1 base=main build=99-2 default= actor=ada schedule=False",
        "GITHUB_ACTIONS=true",
        "GITHUB_SHA=" + Sha,
        "GITHUB_REF=refs/pull/1/merge",
        "GITHUB_HEAD_REF=fix",
        "GITHUB_BASE_REF=main",
        "GITHUB_RUN_ID=99",
        "GITHUB_RUN_ATTEMPT=2",
        "GITHUB_ACTOR=ada"
    )]
    [DataRow(
        "pr= base= build=99-1 default=main actor= schedule=True",
        "GITHUB_ACTIONS=true",
        "GITHUB_SHA=" + Sha,
        "GITHUB_REF=refs/heads/main",
        "GITHUB_RUN_ID=99",
        "GITHUB_EVENT_NAME=schedule"
    )]
    [DataRow(
        "pr=7 base=main build=41 default= actor=Ada schedule=False",
        "TF_BUILD=True",
        "BUILD_SOURCEVERSION=" + Sha,
        "BUILD_SOURCEBRANCH=refs/pull/7/merge",
        "SYSTEM_PULLREQUEST_PULLREQUESTID=7",
        "SYSTEM_PULLREQUEST_SOURCEBRANCH=refs/heads/fix",
        "SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main",
        "BUILD_BUILDID=41",
        "BUILD_REQUESTEDFOR=Ada",
        "BUILD_REASON=PullRequest"
    )]
    [DataRow(
        "pr= base= build=41 default= actor= schedule=True",
        "TF_BUILD=True",
        "BUILD_SOURCEVERSION=" + Sha,
        "BUILD_SOURCEBRANCH=refs/heads/main",
        "BUILD_BUILDID=41",
        "BUILD_REASON=Schedule"
    )]
    [DataRow(
        "pr=3 base=main build=1234 default=main actor=ada schedule=False",
        "GITLAB_CI=true",
        "CI_COMMIT_SHA=" + Sha,
        "CI_MERGE_REQUEST_IID=3",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main",
        "CI_PIPELINE_ID=1234",
        "CI_DEFAULT_BRANCH=main",
        "GITLAB_USER_LOGIN=ada",
        "CI_PIPELINE_SOURCE=merge_request_event"
    )]
    [DataRow(
        "pr= base= build=1234 default=main actor= schedule=True",
        "GITLAB_CI=true",
        "CI_COMMIT_SHA=" + Sha,
        "CI_COMMIT_BRANCH=main",
        "CI_PIPELINE_ID=1234",
        "CI_DEFAULT_BRANCH=main",
        "CI_PIPELINE_SOURCE=schedule"
    )]
    [DataRow(
        "pr=5 base=main build=jenkins-app-12 default= actor=ada schedule=False",
        "JENKINS_URL=http://j/",
        "GIT_COMMIT=" + Sha,
        "BRANCH_NAME=PR-5",
        "CHANGE_ID=5",
        "CHANGE_BRANCH=fix",
        "CHANGE_TARGET=main",
        "CHANGE_AUTHOR=ada",
        "BUILD_TAG=jenkins-app-12"
    )]
    [DataRow(
        "pr= base= build=jenkins-app-12 default=main actor= schedule=False",
        "JENKINS_URL=http://j/",
        "GIT_COMMIT=" + Sha,
        "BRANCH_NAME=main",
        "BRANCH_IS_PRIMARY=true",
        "BUILD_TAG=jenkins-app-12"
    )]
    [DataRow(
        "pr=8 base=main build=33 default= actor={u} schedule=False",
        "BITBUCKET_BUILD_NUMBER=33",
        "BITBUCKET_COMMIT=" + Sha,
        "BITBUCKET_BRANCH=fix",
        "BITBUCKET_PR_ID=8",
        "BITBUCKET_PR_DESTINATION_BRANCH=main",
        "BITBUCKET_STEP_TRIGGERER_UUID={u}"
    )]
    [DataRow(
        "pr=15 base= build=77 default= actor=ada schedule=False",
        "CIRCLECI=true",
        "CIRCLE_SHA1=" + Sha,
        "CIRCLE_BRANCH=fix",
        "CIRCLE_PULL_REQUEST=https://github.com/o/r/pull/15",
        "CIRCLE_BUILD_NUM=77",
        "CIRCLE_USERNAME=ada"
    )]
    [DataRow("pr= base= build=12 default= actor= schedule=False", "TEAMCITY_VERSION=2025.1", "BUILD_VCS_NUMBER=" + Sha, "BUILD_NUMBER=12")]
    [DataRow(
        "pr=4 base=main build=900 default= actor=Ada schedule=False",
        "APPVEYOR=True",
        "APPVEYOR_REPO_COMMIT=" + Sha,
        "APPVEYOR_REPO_BRANCH=main",
        "APPVEYOR_PULL_REQUEST_NUMBER=4",
        "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH=fix",
        "APPVEYOR_BUILD_ID=900",
        "APPVEYOR_REPO_COMMIT_AUTHOR=Ada"
    )]
    [DataRow(
        "pr= base= build=900 default= actor= schedule=True",
        "APPVEYOR=True",
        "APPVEYOR_REPO_COMMIT=" + Sha,
        "APPVEYOR_REPO_BRANCH=main",
        "APPVEYOR_BUILD_ID=900",
        "APPVEYOR_SCHEDULED_BUILD=True"
    )]
    public async Task Each_system_tells_about_the_build_too(string expected, params string[] variables)
    {
        var build = (await Request(variables).ResolveAsync(TestContext.CancellationToken)).SourceRevision!.Ci!;
        Assert.AreEqual(
            expected,
            $"pr={build.PullRequest} base={build.BaseBranch} build={build.BuildId} default={build.DefaultBranch} "
                + $"actor={build.Actor} schedule={build.IsScheduled}"
        );
        Assert.AreEqual(build.PullRequest is null || build.System == "GitLab" ? build.Branch : "fix", build.Branch);
    }

    [TestMethod]
    public async Task A_tag_that_Jenkins_builds_is_no_branch()
    {
        var found = (
            await Request("JENKINS_URL=http://j/", "GIT_COMMIT=" + Sha, "BRANCH_NAME=v1.2.3", "TAG_NAME=v1.2.3")
                .ResolveAsync(TestContext.CancellationToken)
        ).SourceRevision!;
        Assert.AreEqual((null, "v1.2.3"), (found.Branch, found.Tags.Single()));
    }

    [TestMethod]
    [DataRow("GITHUB_SHA=" + Sha)]
    [DataRow("TF_BUILD=True", "BUILD_SOURCEVERSION=C1234")]
    [DataRow("TEAMCITY_VERSION=2025.1", "BUILD_VCS_NUMBER=1234")]
    public async Task Without_its_sign_or_a_commit_there_is_no_CI_system(params string[] variables) =>
        Assert.IsNull((await Request(variables).ResolveAsync(TestContext.CancellationToken)).SourceRevision);

    [TestMethod]
    public async Task A_tag_build_has_the_version_of_its_tag()
    {
        var result = await Request("GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_COMMIT_TAG=v1.2.3")
            .ResolveAsync(TestContext.CancellationToken);
        Assert.AreEqual("1.2.3 1.2 1 latest", string.Join(' ', result.Tags));
        Assert.AreEqual(("1.2.3", "git tag v1.2.3"), (result.Version, result.VersionOrigin));
    }

    [TestMethod]
    public async Task CI_names_the_branch_of_a_detached_HEAD_and_nothing_else_of_a_repository()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(TestContext.CancellationToken);
        var commit = await repository.CommitAsync(Requests.Now, TestContext.CancellationToken);
        await repository.GitAsync(["checkout", "--quiet", "--detach"], TestContext.CancellationToken);

        async Task<SourceRevision> Read(string ciCommit) =>
            (
                await Requests
                    .In(repository)
                    .With(
                        ("GITHUB_ACTIONS", "true"),
                        ("GITHUB_SHA", ciCommit),
                        ("GITHUB_REF", "refs/heads/main"),
                        ("GITHUB_SERVER_URL", "https://x"),
                        ("GITHUB_REPOSITORY", "o/r")
                    )
                    .ResolveAsync(TestContext.CancellationToken)
            ).SourceRevision!;

        var same = await Read(commit);
        Assert.AreEqual(("git", commit, "main", null), (same.Origin, same.Commit, same.Branch, same.RepositoryUrl));
        Assert.IsNull((await Read(Sha)).Branch);
    }

    private static MetadataRequest Request(params string[] variables) =>
        Requests.Plain.With([.. variables.Select(text => text.Split('=', 2)).Select(pair => (pair[0], pair[1]))]);
}
