using System.Text.Json;

namespace Containerize.SourceControl;

/// <summary>
/// What GitHub says of a build in the file with its event, and in no variable. Sources: GitHub documentation, "Events that
/// trigger workflows", "Webhook events and payloads".
/// </summary>
internal static class GitHubEvent
{
    /// <summary>The number of the pull request that is built.</summary>
    public const string PullRequest = "github.event.number";

    /// <summary>The number of the pull request that the event is about, where the workflow may check it out.</summary>
    public const string Origin = "github.event.origin";

    // What a merge queue tries, refs/heads/gh-readonly-queue/main/pr-12-0a1b2c…, is a pull request still.
    private const string Queue = "refs/heads/gh-readonly-queue/";
    private const string QueueNumber = "/pr-";

    /// <summary>The variables, and what they do not say about pull requests. The file is read for the events that need it.</summary>
    public static IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> environment)
    {
        var reference = environment.GetValueOrDefault("GITHUB_REF", "");
        var all = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        switch (environment.GetValueOrDefault("GITHUB_EVENT_NAME"))
        {
            case "pull_request_target":
                all[PullRequest] = Read(environment, root => Number(root) ?? Number(Member(root, "pull_request"))) ?? CiProviders.Unknown;
                break;
            case "pull_request" when reference.StartsWith("refs/heads/", StringComparison.Ordinal):
                // It was merged, and the reference is the branch that it went to.
                all.Remove("GITHUB_HEAD_REF");
                all[Origin] = Read(environment, Number) ?? CiProviders.Unknown;
                break;
            case "issue_comment":
                all[Origin] = Read(environment, FromComment) ?? CiProviders.Unknown;
                break;
            case "workflow_run":
                all[Origin] = Read(environment, FromRun) ?? CiProviders.Unknown;
                break;
            case var _ when reference.StartsWith(Queue, StringComparison.Ordinal):
                var rest = reference[Queue.Length..];
                var at = rest.LastIndexOf(QueueNumber, StringComparison.Ordinal);
                all[PullRequest] = at < 0 ? CiProviders.Unknown : rest[(at + QueueNumber.Length)..].Split('-')[0];
                all["GITHUB_BASE_REF"] = at < 0 ? "" : rest[..at];
                break;
        }

        return all;
    }

    /// <summary>The repository's default branch; null where the event does not say.</summary>
    public static string? DefaultBranch(IReadOnlyDictionary<string, string> environment) =>
        Read(environment, root => Text(Member(root, "repository"), "default_branch"));

    /// <summary>Issues and pull requests share comments. Empty where it is an issue's.</summary>
    private static string? FromComment(JsonElement root) =>
        Member(root, "issue") is var issue && Member(issue, "pull_request").ValueKind == JsonValueKind.Object ? Number(issue) : "";

    /// <summary>A run after that of a pull request; of a fork's, GitHub does not say which. Empty after another event's.</summary>
    private static string? FromRun(JsonElement root)
    {
        var run = Member(root, "workflow_run");
        if (Text(run, "event")?.StartsWith("pull_request", StringComparison.Ordinal) != true)
        {
            return "";
        }

        return Member(run, "pull_requests") is { ValueKind: JsonValueKind.Array } requests
            ? Number(requests.EnumerateArray().FirstOrDefault())
            : null;
    }

    private static string? Read(IReadOnlyDictionary<string, string> environment, Func<JsonElement, string?> find)
    {
        if (environment.GetValueOrDefault("GITHUB_EVENT_PATH") is not { Length: > 0 } path || !File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return find(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Number(JsonElement element) =>
        Member(element, "number") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
