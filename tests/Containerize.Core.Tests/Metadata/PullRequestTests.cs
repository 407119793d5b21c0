using Containerize.Metadata;
using Containerize.Testing;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Metadata;

/// <summary>A contributor names branches freely: the name is never a tag, whatever a CI system or the checkout says.</summary>
[TestClass]
internal sealed class PullRequestTests
{
    private const string Sha = Requests.Commit;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancellation => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("pull_request_target", "refs/heads/main", """{"number":15}""", "pr-15")]
    [DataRow("pull_request_target", "refs/heads/main", """{"pull_request":{"number":15}}""", "pr-15")]
    [DataRow("pull_request_target", "refs/heads/main", "damaged", "")]
    [DataRow("pull_request", "refs/pull/15/merge", "{}", "pr-15")]
    [DataRow("pull_request_review", "refs/pull/15/merge", "{}", "pr-15")]
    [DataRow("pull_request", "refs/heads/main", """{"number":15}""", "pr-15")]
    [DataRow("issue_comment", "refs/heads/main", """{"issue":{"number":15,"pull_request":{"url":"x"}}}""", "pr-15")]
    [DataRow("issue_comment", "refs/heads/main", "damaged", "")]
    [DataRow("issue_comment", "refs/heads/main", """{"issue":{"number":15}}""", "edge stable")]
    [DataRow("workflow_run", "refs/heads/main", """{"workflow_run":{"event":"pull_request","pull_requests":[{"number":15}]}}""", "pr-15")]
    [DataRow(
        "workflow_run",
        "refs/heads/main",
        """{"workflow_run":{"event":"pull_request_target","head_branch":"stable","pull_requests":[]}}""",
        ""
    )]
    [DataRow("workflow_run", "refs/heads/main", """{"workflow_run":{"event":"push","pull_requests":[]}}""", "edge stable")]
    [DataRow("merge_group", "refs/heads/gh-readonly-queue/main/pr-15-0123456789abcdef0123456789abcdef01234567", "{}", "pr-15")]
    [DataRow("push", "refs/heads/main", "{}", "edge stable")]
    public async Task What_a_workflow_of_GitHub_checks_out_of_a_pull_request_is_one(
        string name,
        string reference,
        string content,
        string expected
    )
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        var commit = await repository.CommitAsync(Requests.Now, Cancellation);
        await repository.GitAsync(["checkout", "--quiet", "-b", "stable"], Cancellation);
        using var folder = new TemporaryDirectory();
        var request = Requests
            .In(repository)
            .With(
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_SHA", Sha),
                ("GITHUB_EVENT_NAME", name),
                ("GITHUB_REF", reference),
                ("GITHUB_EVENT_PATH", folder.Write("event.json", content))
            );
        Assert.AreEqual($"{expected} sha-{commit[..7]}".Trim(), await TagsAsync(request));
    }

    [TestMethod]
    [DataRow("pull_request_target", """{"number":15}""", "pr-15")]
    [DataRow("pull_request", """{"number":15}""", "main")]
    [DataRow("issue_comment", """{"issue":{"number":15,"pull_request":{}}}""", "main")]
    [DataRow("workflow_run", """{"workflow_run":{"event":"pull_request"}}""", "main")]
    public async Task A_workflow_of_GitHub_that_builds_the_commit_of_its_branch_is_the_branchs(string name, string content, string expected)
    {
        using var folder = new TemporaryDirectory();
        var request = Requests.Plain.With(
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_SHA", Sha),
            ("GITHUB_EVENT_NAME", name),
            ("GITHUB_REF", "refs/heads/main"),
            ("GITHUB_HEAD_REF", name.StartsWith("pull", StringComparison.Ordinal) ? "stable" : ""),
            ("GITHUB_EVENT_PATH", folder.Write("event.json", content))
        );
        Assert.AreEqual($"{expected} sha-{Sha[..7]}", await TagsAsync(request));
    }

    [TestMethod]
    [DataRow("pr-7", "TF_BUILD=True", "BUILD_SOURCEVERSION=" + Sha, "BUILD_SOURCEBRANCH=refs/pull/7/merge")]
    [DataRow("", "TF_BUILD=True", "BUILD_SOURCEVERSION=" + Sha, "BUILD_SOURCEBRANCH=refs/heads/stable", "BUILD_REASON=PullRequest")]
    [DataRow("", "TF_BUILD=True", "BUILD_SOURCEVERSION=" + Sha, "SYSTEM_PULLREQUEST_SOURCEBRANCH=refs/heads/stable")]
    [DataRow("pr-3", "GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_MERGE_REQUEST_IID=3", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=stable")]
    [DataRow("", "GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=stable")]
    [DataRow("pr-4", "GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_EXTERNAL_PULL_REQUEST_IID=4", "CI_COMMIT_BRANCH=stable")]
    [DataRow("", "GITLAB_CI=true", "CI_COMMIT_SHA=" + Sha, "CI_PIPELINE_SOURCE=external_pull_request_event", "CI_COMMIT_BRANCH=stable")]
    [DataRow("pr-5", "JENKINS_URL=http://j/", "GIT_COMMIT=" + Sha, "CHANGE_ID=5", "CHANGE_BRANCH=stable", "BRANCH_NAME=PR-5")]
    [DataRow("", "JENKINS_URL=http://j/", "GIT_COMMIT=" + Sha, "CHANGE_ID=stable", "BRANCH_NAME=stable")]
    [DataRow("pr-5", "JENKINS_URL=http://j/", "GIT_COMMIT=" + Sha, "ghprbPullId=5", "GIT_BRANCH=origin/stable")]
    [DataRow("pr-5", "JENKINS_URL=http://j/", "GIT_COMMIT=" + Sha, "gitlabMergeRequestIid=5", "GIT_BRANCH=origin/stable")]
    [DataRow("pr-5", "JENKINS_URL=http://j/", "GIT_COMMIT=" + Sha, "BITBUCKET_PULL_REQUEST_ID=5", "GIT_BRANCH=origin/stable")]
    [DataRow("pr-8", "BITBUCKET_BUILD_NUMBER=33", "BITBUCKET_COMMIT=" + Sha, "BITBUCKET_BRANCH=stable", "BITBUCKET_PR_ID=8")]
    [DataRow("pr-15", "CIRCLECI=true", "CIRCLE_SHA1=" + Sha, "CIRCLE_BRANCH=pull/15")]
    [DataRow("pr-15", "CIRCLECI=true", "CIRCLE_SHA1=" + Sha, "CIRCLE_BRANCH=pull/15/head")]
    [DataRow(
        "pr-16",
        "CIRCLECI=true",
        "CIRCLE_SHA1=" + Sha,
        "CIRCLE_BRANCH=stable",
        "CIRCLE_PULL_REQUESTS=https://github.com/o/r/pull/16,https://github.com/o/r/pull/17"
    )]
    [DataRow("pull-fix", "CIRCLECI=true", "CIRCLE_SHA1=" + Sha, "CIRCLE_BRANCH=pull/fix")]
    [DataRow("pr-9", "TEAMCITY_VERSION=2025.1", "BUILD_VCS_NUMBER=" + Sha, "teamcity.build.vcs.branch.Root=refs/pull/9/head")]
    [DataRow("pr-9", "TEAMCITY_VERSION=2025.1", "BUILD_VCS_NUMBER=" + Sha, "teamcity.build.vcs.branch.Root=refs/merge-requests/9/merge")]
    [DataRow(
        "",
        "APPVEYOR=True",
        "APPVEYOR_REPO_COMMIT=" + Sha,
        "APPVEYOR_REPO_BRANCH=main",
        "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH=stable"
    )]
    [DataRow("edge stable", "BITBUCKET_BUILD_NUMBER=33", "BITBUCKET_COMMIT=" + Sha, "BITBUCKET_BRANCH=stable")]
    public async Task Each_system_has_its_pull_requests(string expected, params string[] variables) =>
        Assert.AreEqual(
            $"{expected} sha-{Sha[..7]}".Trim(),
            await TagsAsync(Requests.Plain.With([.. variables.Select(text => text.Split('=', 2)).Select(pair => (pair[0], pair[1]))]))
        );

    [TestMethod]
    public async Task Jenkins_names_a_change_where_it_names_no_commit()
    {
        using var repository = await TemporaryGitRepository.CreateAsync(Cancellation);
        var commit = await repository.CommitAsync(Requests.Now, Cancellation);
        await repository.GitAsync(["checkout", "--quiet", "-b", "stable"], Cancellation);
        Assert.AreEqual(
            $"pr-5 sha-{commit[..7]}",
            await TagsAsync(Requests.In(repository).With(("JENKINS_URL", "http://j/"), ("CHANGE_ID", "5"), ("CHANGE_TARGET", "main")))
        );
    }

    [TestMethod]
    public async Task A_schedule_of_GitHub_runs_on_the_default_branch()
    {
        var request = Requests.Plain.With(
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_SHA", Sha),
            ("GITHUB_EVENT_NAME", "schedule"),
            ("GITHUB_REF", "refs/heads/trunk")
        );
        Assert.AreEqual($"edge trunk sha-{Sha[..7]}", await TagsAsync(request, defaultBranch: null));
        Assert.AreEqual($"trunk sha-{Sha[..7]}", await TagsAsync(request, "main"));
    }

    private async Task<string> TagsAsync(MetadataRequest request, string? defaultBranch = "stable")
    {
        TagRuleInput[] rules = [new("edge"), new("ref") { Event = "branch" }, new("ref") { Event = "pr" }, new("sha")];
        var result = await (
            request with
            {
                DefaultBranch = defaultBranch,
                TagSelection = new() { Rules = [.. rules] },
            }
        ).ResolveAsync(Cancellation);
        return string.Join(' ', result.Tags);
    }
}
