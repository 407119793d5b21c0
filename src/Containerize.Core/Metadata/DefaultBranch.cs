using System.Text.Json;
using Containerize.Metadata.Git;

namespace Containerize.Metadata;

/// <summary>The repository's default branch, for tag rules that ask for it.</summary>
internal static class DefaultBranch
{
    /// <summary><c>ContainerDefaultBranch</c>, else what the CI system says, else what the clone says; null where nobody does.</summary>
    public static string? Find(MetadataRequest request, SourceReading source) =>
        !string.IsNullOrWhiteSpace(request.DefaultBranch) ? request.DefaultBranch.Trim()
        : source.Commit?.Ci?.DefaultBranch ?? FromGitHubEvent(request) ?? (source.Repository is { } repository ? GitFiles.DefaultBranch(repository) : null);

    // GitHub has no variable for it, but a file with the event that started the build.
    private static string? FromGitHubEvent(MetadataRequest request)
    {
        if (request.Environment.GetValueOrDefault("GITHUB_EVENT_PATH") is not { Length: > 0 } path || !File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("repository", out var repository) && repository.ValueKind == JsonValueKind.Object
                && repository.TryGetProperty("default_branch", out var branch) && branch.ValueKind == JsonValueKind.String
                ? branch.GetString()
                : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
