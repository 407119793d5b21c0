using System.Collections.Immutable;
using Containerize.Oci;
using Containerize.Versioning;

namespace Containerize.Metadata;

/// <summary>Reads the commit from the variables that CI systems set. Sources: each system's documentation of its variables.</summary>
internal static class CiProviders
{
    private static readonly ImmutableArray<Provider> Known =
    [
        new("GitHub Actions", "GITHUB_ACTIONS")
        {
            Commit = "GITHUB_SHA",
            Branches = ["GITHUB_HEAD_REF"],
            Reference = "GITHUB_REF",
            Url = variable => $"{variable("GITHUB_SERVER_URL")}/{variable("GITHUB_REPOSITORY")}",
        },
        new("Azure Pipelines", "TF_BUILD")
        {
            Commit = "BUILD_SOURCEVERSION",
            Reference = "BUILD_SOURCEBRANCH",
            Url = variable => variable("BUILD_REPOSITORY_URI"),
        },
        new("GitLab", "GITLAB_CI")
        {
            Commit = "CI_COMMIT_SHA",
            Date = "CI_COMMIT_TIMESTAMP",
            Branches = ["CI_COMMIT_BRANCH", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"],
            Tag = "CI_COMMIT_TAG",
            Url = variable => variable("CI_PROJECT_URL"),
        },
        new("Jenkins", "JENKINS_URL")
        {
            Commit = "GIT_COMMIT",
            Branches = ["BRANCH_NAME", "GIT_LOCAL_BRANCH", "GIT_BRANCH"],
            Tag = "TAG_NAME",
            Url = variable => variable("GIT_URL"),
        },
        new("Bitbucket Pipelines", "BITBUCKET_BUILD_NUMBER")
        {
            Commit = "BITBUCKET_COMMIT",
            Branches = ["BITBUCKET_BRANCH"],
            Tag = "BITBUCKET_TAG",
            Url = variable => variable("BITBUCKET_GIT_HTTP_ORIGIN"),
        },
        new("CircleCI", "CIRCLECI")
        {
            Commit = "CIRCLE_SHA1",
            Branches = ["CIRCLE_BRANCH"],
            Tag = "CIRCLE_TAG",
            Url = variable => variable("CIRCLE_REPOSITORY_URL"),
        },
        new("TeamCity", "TEAMCITY_VERSION") { Commit = "BUILD_VCS_NUMBER" },
        new("AppVeyor", "APPVEYOR")
        {
            Commit = "APPVEYOR_REPO_COMMIT",
            Date = "APPVEYOR_REPO_COMMIT_TIMESTAMP",
            Branches = ["APPVEYOR_REPO_BRANCH"],
            Tag = "APPVEYOR_REPO_TAG_NAME",
            Url = variable => variable("APPVEYOR_REPO_PROVIDER") switch
            {
                "gitHub" => $"https://github.com/{variable("APPVEYOR_REPO_NAME")}",
                "gitLab" => $"https://gitlab.com/{variable("APPVEYOR_REPO_NAME")}",
                "bitBucket" => $"https://bitbucket.org/{variable("APPVEYOR_REPO_NAME")}",
                _ => null,
            },
        },
    ];

    /// <returns>Null outside a CI system that names a commit. There is no working tree to compare: its state is unknown.</returns>
    public static SourceControl? Read(IReadOnlyDictionary<string, string> environment) =>
        Known.Where(provider => environment.GetValueOrDefault(provider.Sign, "").Length > 0)
            .Select(provider => provider.Read(environment))
            .FirstOrDefault(found => found is not null);

    /// <param name="Name">For a person.</param>
    /// <param name="Sign">The variable that is set wherever this system runs. The other members name variables too.</param>
    private sealed record Provider(string Name, string Sign)
    {
        public required string Commit { get; init; }

        /// <summary>RFC 3339.</summary>
        public string Date { get; init; } = "";

        /// <summary>The first that is set counts.</summary>
        public ImmutableArray<string> Branches { get; init; } = [];

        public string Tag { get; init; } = "";

        /// <summary>A full reference, <c>refs/heads/…</c> or <c>refs/tags/…</c>.</summary>
        public string Reference { get; init; } = "";

        /// <summary>The repository's address, from the values of variables.</summary>
        public Func<Func<string, string?>, string?> Url { get; init; } = _ => null;

        public SourceControl? Read(IReadOnlyDictionary<string, string> environment)
        {
            string? Value(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
            string? After(string prefix, string? text) =>
                text is not null && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

            if (Value(Commit) is not { } commit || !CommitId.IsFull(commit))
            {
                return null;
            }

            var reference = Value(Reference);
            var branch = Branches.Select(Value).FirstOrDefault(name => name is not null) ?? After("refs/heads/", reference);
            var tag = Value(Tag) ?? After("refs/tags/", reference);
            return new()
            {
                Origin = Name,
                Commit = commit.ToLowerInvariant(),
                CommitDate = Timestamp.TryParse(Value(Date) ?? "", out var date) ? date : null,
                // Jenkins names the remote before the branch.
                Branch = After("origin/", branch) ?? branch,
                Tags = tag is null ? [] : [tag],
                RepositoryUrl = Url(Value) is { } url ? RemoteUrl.ToWeb(url) : null,
            };
        }
    }
}
