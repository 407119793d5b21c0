using Containerize.SourceControl;
using Containerize.SourceControl.Git;

namespace Containerize.Metadata;

/// <summary>The repository's default branch, for tag rules that ask for it.</summary>
internal static class DefaultBranch
{
    /// <summary><c>ContainerDefaultBranch</c>, else what the CI system says, else what the clone says; null if none of them does.</summary>
    public static string? Find(MetadataRequest request, SourceReading source, CancellationToken cancellationToken) =>
        !string.IsNullOrWhiteSpace(request.DefaultBranch)
            ? request.DefaultBranch.Trim()
            : source.Commit?.Ci?.DefaultBranch ?? GitHubEvent.DefaultBranch(request.Environment) ?? FindInClone(source, cancellationToken);

    /// <summary>git is asked only where the repository's files are none that we read.</summary>
    private static string? FindInClone(SourceReading source, CancellationToken cancellationToken) =>
        source is not { Repository: { } repository } ? null
        : source.Program is { } program && GitFiles.Unsupported(repository) is not null
            ? GitQuestions.DefaultBranch(program, cancellationToken)
        : GitFiles.DefaultBranch(repository);
}
