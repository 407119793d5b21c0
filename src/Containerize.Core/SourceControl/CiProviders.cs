using System.Collections.Immutable;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.SourceControl;

/// <summary>Reads what is built from the variables that CI systems set. Sources: each system's documentation of its variables.</summary>
internal static class CiProviders
{
    private static readonly ImmutableArray<Provider> Known =
    [
        new("GitHub Actions", CiVariables.GitHub)
        {
            More = GitHubEvent.AddTo,
            Commit = "GITHUB_SHA",
            SourceBranches = ["GITHUB_HEAD_REF"],
            Reference = "GITHUB_REF",
            PullRequests = variable => variable(GitHubEvent.PullRequest),
            Origins = variable => variable(GitHubEvent.Origin),
            BaseBranches = ["GITHUB_BASE_REF"],
            // A schedule runs on the default branch, and the file with its event names none.
            DefaultBranch = variable => variable("GITHUB_EVENT_NAME") == "schedule" ? After("refs/heads/", variable("GITHUB_REF")) : null,
            BuildId = variable => variable("GITHUB_RUN_ID") is { } run ? $"{run}-{variable("GITHUB_RUN_ATTEMPT") ?? "1"}" : null,
            Schedule = ("GITHUB_EVENT_NAME", "schedule"),
            Actor = "GITHUB_ACTOR",
            Url = variable => $"{variable("GITHUB_SERVER_URL")}/{variable("GITHUB_REPOSITORY")}",
        },
        new("Azure Pipelines", CiVariables.Azure)
        {
            Commit = "BUILD_SOURCEVERSION",
            SourceBranches = ["SYSTEM_PULLREQUEST_SOURCEBRANCH"],
            Reference = "BUILD_SOURCEBRANCH",
            PullRequests = variable =>
                variable("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER")
                ?? variable("SYSTEM_PULLREQUEST_PULLREQUESTID")
                ?? NumberIn(variable("BUILD_SOURCEBRANCH"))
                ?? (variable("BUILD_REASON") == "PullRequest" ? Unknown : null),
            BaseBranches = ["SYSTEM_PULLREQUEST_TARGETBRANCH"],
            BuildId = variable => variable("BUILD_BUILDID"),
            Schedule = ("BUILD_REASON", "Schedule"),
            Actor = "BUILD_REQUESTEDFOR",
            Url = variable => variable("BUILD_REPOSITORY_URI"),
        },
        new("GitLab", CiVariables.GitLab)
        {
            Commit = "CI_COMMIT_SHA",
            Date = "CI_COMMIT_TIMESTAMP",
            Branches = ["CI_COMMIT_BRANCH"],
            SourceBranches = ["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME"],
            Tag = "CI_COMMIT_TAG",
            PullRequests = variable =>
                variable("CI_MERGE_REQUEST_IID")
                ?? variable("CI_EXTERNAL_PULL_REQUEST_IID")
                ?? (variable("CI_PIPELINE_SOURCE") is "merge_request_event" or "external_pull_request_event" ? Unknown : null),
            BaseBranches = ["CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME"],
            DefaultBranch = variable => variable("CI_DEFAULT_BRANCH"),
            BuildId = variable => variable("CI_PIPELINE_ID"),
            Schedule = ("CI_PIPELINE_SOURCE", "schedule"),
            Actor = "GITLAB_USER_LOGIN",
            Url = variable => variable("CI_PROJECT_URL"),
        },
        new("Jenkins", "JENKINS_URL")
        {
            Commit = "GIT_COMMIT",
            Branches = ["BRANCH_NAME", "GIT_LOCAL_BRANCH", "GIT_BRANCH"],
            // Multibranch pipelines; the plugins for GitHub's pull requests, GitLab's merge requests, and Bitbucket's pull requests.
            SourceBranches = ["CHANGE_BRANCH", "ghprbSourceBranch"],
            Tag = "TAG_NAME",
            PullRequests = variable =>
                variable("CHANGE_ID")
                ?? variable("ghprbPullId")
                ?? variable("gitlabMergeRequestIid")
                ?? variable("BITBUCKET_PULL_REQUEST_ID"),
            BaseBranches = ["CHANGE_TARGET", "ghprbTargetBranch", "gitlabTargetBranch", "BITBUCKET_TARGET_BRANCH"],
            DefaultBranch = variable => variable("BRANCH_IS_PRIMARY") == "true" ? variable("BRANCH_NAME") : null,
            BuildId = variable => variable("BUILD_TAG"),
            Actor = "CHANGE_AUTHOR",
            Url = variable => variable("GIT_URL"),
        },
        new("Bitbucket Pipelines", "BITBUCKET_BUILD_NUMBER")
        {
            Commit = "BITBUCKET_COMMIT",
            Branches = ["BITBUCKET_BRANCH"],
            Tag = "BITBUCKET_TAG",
            PullRequests = variable => variable("BITBUCKET_PR_ID"),
            BaseBranches = ["BITBUCKET_PR_DESTINATION_BRANCH"],
            BuildId = variable => variable("BITBUCKET_BUILD_NUMBER"),
            Actor = "BITBUCKET_STEP_TRIGGERER_UUID",
            Url = variable => variable("BITBUCKET_GIT_HTTP_ORIGIN"),
        },
        new("CircleCI", "CIRCLECI")
        {
            Commit = "CIRCLE_SHA1",
            Branches = ["CIRCLE_BRANCH"],
            Tag = "CIRCLE_TAG",
            // A fork's pull request is built as a branch pull/15.
            PullRequests = variable =>
                variable("CIRCLE_PR_NUMBER")
                ?? (variable("CIRCLE_PULL_REQUEST") ?? variable("CIRCLE_PULL_REQUESTS")?.Split(',')[0])?.Split('/')[^1]
                ?? NumberIn($"refs/{variable("CIRCLE_BRANCH")}/"),
            BuildId = variable => variable("CIRCLE_BUILD_NUM"),
            Actor = "CIRCLE_USERNAME",
            Url = variable => variable("CIRCLE_REPOSITORY_URL"),
        },
        new("TeamCity", "TEAMCITY_VERSION")
        {
            More = TeamCityParameters.AddTo,
            Commit = "BUILD_VCS_NUMBER",
            SourceBranches = ["teamcity.pullRequest.source.branch"],
            Reference = TeamCityParameters.Reference,
            PullRequests = variable => variable("teamcity.pullRequest.number"),
            BaseBranches = ["teamcity.pullRequest.target.branch"],
            DefaultBranch = variable => After("refs/heads/", variable(TeamCityParameters.DefaultReference)),
            BuildId = variable => variable("BUILD_NUMBER"),
            Actor = "teamcity.build.triggeredBy.username",
            Url = variable => variable("vcsroot.url"),
        },
        new("AppVeyor", "APPVEYOR")
        {
            Commit = "APPVEYOR_REPO_COMMIT",
            Date = "APPVEYOR_REPO_COMMIT_TIMESTAMP",
            Branches = ["APPVEYOR_REPO_BRANCH"],
            SourceBranches = ["APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH"],
            Tag = "APPVEYOR_REPO_TAG_NAME",
            PullRequests = variable => variable("APPVEYOR_PULL_REQUEST_NUMBER"),
            // Of a pull request, this is the branch it goes to.
            BaseBranches = ["APPVEYOR_REPO_BRANCH"],
            BuildId = variable => variable("APPVEYOR_BUILD_ID"),
            Schedule = ("APPVEYOR_SCHEDULED_BUILD", "True"),
            Actor = "APPVEYOR_REPO_COMMIT_AUTHOR",
            Url = variable =>
                variable("APPVEYOR_REPO_PROVIDER") switch
                {
                    "gitHub" => $"https://github.com/{variable("APPVEYOR_REPO_NAME")}",
                    "gitLab" => $"https://gitlab.com/{variable("APPVEYOR_REPO_NAME")}",
                    "bitBucket" => $"https://bitbucket.org/{variable("APPVEYOR_REPO_NAME")}",
                    _ => null,
                },
        },
    ];

    /// <summary>What is no number: a pull request is built, and the system does not say which.</summary>
    internal const string Unknown = "?";

    /// <returns>Null outside a CI system that names a commit or a pull request. There is no working tree to compare: its state is
    /// unknown.</returns>
    public static CiBuild? Read(IReadOnlyDictionary<string, string> environment) =>
        Known
            .Where(provider => environment.GetValueOrDefault(provider.Sign, "").Length > 0)
            .Select(provider => provider.Read(environment))
            .FirstOrDefault(found => found is not null);

    /// <param name="Name">For a person.</param>
    /// <param name="Sign">The variable that is set wherever this system runs. The other members name variables too.</param>
    private sealed record Provider(string Name, string Sign)
    {
        public required string Commit { get; init; }

        /// <summary>Adds what the system says elsewhere to the variables.</summary>
        public Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>>? More { get; init; }

        /// <summary>RFC 3339.</summary>
        public string Date { get; init; } = "";

        /// <summary>The first that is set counts.</summary>
        public ImmutableArray<string> Branches { get; init; } = [];

        /// <summary>
        /// The branch of a pull request, whose name a contributor chose. Where one is set, a pull request is built.
        /// </summary>
        public ImmutableArray<string> SourceBranches { get; init; } = [];

        public string Tag { get; init; } = "";

        /// <summary>A full reference, <c>refs/heads/…</c> or <c>refs/tags/…</c>.</summary>
        public string Reference { get; init; } = "";

        /// <summary>The branch that a pull request goes to; the value may be a full reference.</summary>
        public ImmutableArray<string> BaseBranches { get; init; } = [];

        public string Actor { get; init; } = "";

        /// <summary>The variable that says how the build came about, and its value for the clock.</summary>
        public (string Variable, string Value) Schedule { get; init; } = ("", "");

        /// <summary>The number of the pull request, from the values of variables; so are the members after it.</summary>
        public Func<Func<string, string?>, string?> PullRequests { get; init; } = _ => null;

        /// <summary>The pull request that is built where another commit than the system's is checked out.</summary>
        public Func<Func<string, string?>, string?> Origins { get; init; } = _ => null;

        public Func<Func<string, string?>, string?> DefaultBranch { get; init; } = _ => null;

        public Func<Func<string, string?>, string?> BuildId { get; init; } = _ => null;

        /// <summary>The repository's address.</summary>
        public Func<Func<string, string?>, string?> Url { get; init; } = _ => null;

        public CiBuild? Read(IReadOnlyDictionary<string, string> variables)
        {
            var environment = More is null ? variables : More(variables);
            string? Value(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

            var reference = Value(Reference);
            var source = SourceBranches.Select(Value).FirstOrDefault(name => name is not null);
            var pullRequest = Number(PullRequests(Value) ?? NumberIn(reference) ?? (source is null ? null : Unknown));
            var commit = Value(Commit) is { } text && CommitId.IsFull(text) ? text.ToLowerInvariant() : "";
            if (commit.Length == 0 && pullRequest is null)
            {
                return null;
            }

            var named = source ?? Branches.Select(Value).FirstOrDefault(name => name is not null);
            var tag = Value(Tag) ?? After("refs/tags/", reference);
            // Jenkins names the remote before the branch, and calls a tag that it builds a branch too.
            var branch = After("origin/", named) ?? After("refs/heads/", named) ?? named ?? After("refs/heads/", reference);
            var target = BaseBranches.Select(Value).FirstOrDefault(name => name is not null);
            return new()
            {
                System = Name,
                Commit = commit,
                CommitDate = Timestamp.TryParse(Value(Date) ?? "", out var date) ? date : null,
                Branch = Name == "Jenkins" && branch == tag ? null : branch,
                Tag = tag,
                PullRequest = pullRequest,
                Origin = Number(Origins(Value)),
                BaseBranch = pullRequest is null ? null : After("refs/heads/", target) ?? target,
                DefaultBranch = DefaultBranch(Value),
                BuildId = BuildId(Value),
                IsScheduled =
                    Schedule.Variable.Length > 0
                    && string.Equals(Value(Schedule.Variable), Schedule.Value, StringComparison.OrdinalIgnoreCase),
                Actor = Value(Actor),
                RepositoryUrl = Url(Value) is { } url ? RemoteUrl.ToWeb(url) : null,
            };
        }
    }

    private static string? After(string prefix, string? text) =>
        text is not null && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    /// <summary>
    /// The number in the reference of a pull request, as GitHub, GitLab and Bitbucket name them: <c>refs/pull/12/merge</c>.
    /// </summary>
    private static string? NumberIn(string? reference) =>
        (After("refs/pull/", reference) ?? After("refs/merge-requests/", reference) ?? After("refs/pull-requests/", reference)) is { } rest
        && rest.Split('/')[0] is { Length: > 0 } number
        && Number(number) == number
            ? number
            : null;

    /// <summary>Empty where it is no number: a contributor's text is no tag.</summary>
    private static string? Number(string? text) => text is null || text.All(char.IsAsciiDigit) ? text : "";
}
